using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SecureIntake.Journey;
using SecureIntake.Journey.People;

namespace SecureIntake.EndToEnd.Tests.Journeys;

/// <summary>What keeps people from using a page who see little, hear a screen reader or have no mouse: found by axe-core, by the rules of WCAG 2.2 A and AA.</summary>
internal static class Barriers
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    /// <summary>Of a page as it stands, light and dark, on a phone and at a desk.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IPage page, string name)
    {
        var found = new List<string>();
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 390) })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 900);
            var result = await page.RunAxe(Rules);
            // Where it had nothing to look at, it would find nothing.
            if (result.Passes.Length < 10)
                found.Add($"{name}: {result.Passes.Length} rules found something to look at");
            found.AddRange(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{name}, {scheme} at {width}: {rule.Id} ({rule.Help}) at {node.Target}: {node.Html}")));
        }

        return found;
    }

    /// <summary>Of what a relative sees first: the choice of a language, the welcome, a question, a mistyped code.</summary>
    public static async Task<IReadOnlyList<string>> OfVisitAsync(Story story)
    {
        await using var visitor = await Source.ArriveAsync(story.Chromium, story.Installation.IntakeUrl);
        var found = new List<string>(await OfAsync(visitor.Page, "language"));
        foreach (var (button, seen, name) in new[] { ("English", "The organisation’s key is genuine and in date.", "welcome"), ("Start", "For whom are you typing?", "question") })
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await visitor.Page.GetByText(seen).WaitForAsync();
            found.AddRange(await OfAsync(visitor.Page, name));
        }

        await using var returning = await Source.ArriveAsync(story.Chromium, story.Installation.IntakeUrl);
        await returning.ComeBackAsync();
        await returning.Page.GetByLabel("Receipt code").FillAsync("123456 000000");
        await returning.Page.GetByRole(AriaRole.Button, new() { Name = "Look it up", Exact = true }).ClickAsync();
        await returning.Page.GetByText("Group 1 is not right").WaitForAsync();
        found.AddRange(await OfAsync(returning.Page, "code"));
        return found;
    }

    /// <summary>Of every page that a member comes to after the tip was played: of the case first, with all that was opened on it.</summary>
    public static async Task<IReadOnlyList<string>> OfOfficeAsync(Office office)
    {
        var found = new List<string>(await OfAsync(office.Lead.Page, "case"));
        (Colleague Who, string[] Paths)[] rounds =
        [
            (office.Lead, ["/", "/cases", "/desk-keys", "/custody", "/own-entries", "/lockdown"]),
            (office.Administrator, ["/", "/members"]),
            (office.Auditor, ["/", "/audit", "/custody"]),
            (office.Verifier, ["/", "/cases?show=given"]),
        ];
        foreach (var (who, paths) in rounds)
        {
            foreach (string path in paths)
            {
                await who.GoAsync(path);
                found.AddRange(await OfAsync(who.Page, path));
            }
        }

        return found;
    }
}
