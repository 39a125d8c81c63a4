using Microsoft.Playwright;

namespace SecureIntake.Journey.People;

/// <summary>What leads and verifiers do on the page of a case.</summary>
public static class CaseWork
{
    /// <summary>Opens the first case of a list (<c>desk</c>, <c>own</c> or <c>given</c>).</summary>
    public static async Task GoToCaseAsync(this Colleague colleague, string shelf)
    {
        await colleague.GoAsync("/cases?show=" + shelf);
        await colleague.Page.Locator("table.table-cards tbody a .handle").First.ClickAsync();
        await colleague.Page.Locator("[data-island=case]").WaitForAsync();
    }

    /// <summary>Opens the account: unlocks, signs, waits for the log, verifies its proof, decrypts.</summary>
    /// <returns>The page's text of what is claimed.</returns>
    public static async Task<string> OpenAccountAsync(this Colleague colleague)
    {
        await colleague.ClickAsync("Open the account");
        await colleague.UnlockAsync();
        // The log's entry comes first, then the content.
        await colleague.Page.Locator("[data-slot=account] .log-record").WaitForAsync(new() { Timeout = 60_000 });
        var account = colleague.Page.Locator("[data-slot=account].opened");
        await account.WaitForAsync();
        return await account.InnerTextAsync();
    }

    /// <summary>Takes the case from the desk with the deputy that the page offers.</summary>
    public static async Task TakeAsync(this Colleague colleague)
    {
        await colleague.ClickAsync("Take the case");
        await colleague.SeeAsync("The case is yours and your deputy’s.", 60);
    }

    /// <summary>Gives the case to the first verifier that the page offers.</summary>
    public static async Task GiveToVerifierAsync(this Colleague colleague)
    {
        await colleague.Page.Locator("[data-slot=assign] summary").ClickAsync();
        await colleague.ClickAsync("Give the case");
        await colleague.SeeAsync("can read this case now.", 60);
    }

    /// <summary>The place of a paper on the page, from 1.</summary>
    private static ILocator Paper(this Colleague colleague, int paper) => colleague.Page.Locator($".papers > li:nth-child({paper})");

    /// <summary>Types the machine-readable lines of a paper and seals them.</summary>
    public static async Task KeyAsync(this Colleague colleague, int paper, IReadOnlyList<string> lines)
    {
        var place = colleague.Paper(paper);
        await place.GetByText("Type the machine-readable lines").ClickAsync();
        for (int line = 0; line < lines.Count; line++)
            await place.Locator("input.mrz").Nth(line).FillAsync(lines[line]);
        await place.GetByRole(AriaRole.Button, new() { Name = "Seal the lines" }).ClickAsync();
        await place.GetByText("Sealed. Lease the paper again").WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Leases a paper to the bench.</summary>
    public static async Task LeaseAsync(this Colleague colleague, int paper)
    {
        var place = colleague.Paper(paper);
        await place.GetByRole(AriaRole.Button, new() { Name = "Lease to the bench" }).ClickAsync();
        await place.Locator("[data-slot=stage]").GetByText("Waiting for the bench").Or(place.Locator("[data-slot=stage]").GetByText("Being examined"))
            .Or(place.Locator("[data-slot=stage]").GetByText("Examined", new() { Exact = true })).First.WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Waits until the bench has examined a paper.</summary>
    public static Task SeeExaminedAsync(this Colleague colleague, int paper) =>
        colleague.Paper(paper).Locator("[data-slot=stage]").GetByText("Examined", new() { Exact = true })
            .WaitForAsync(new() { Timeout = 90_000 });

    /// <summary>Opens findings and safe copy of a paper.</summary>
    /// <returns>The findings' sentences of the whole page, and how many pictures the safe copy shows.</returns>
    public static async Task<(string Findings, int Pictures)> ReadResultsAsync(this Colleague colleague, int paper)
    {
        var place = colleague.Paper(paper);
        await place.GetByRole(AriaRole.Button, new() { Name = "Open findings and safe copy" }).ClickAsync();
        await place.Locator(".reading").WaitForAsync(new() { Timeout = 60_000 });
        string findings = string.Join('\n', await colleague.Page.Locator("[data-slot=supports], [data-slot=against], [data-slot=missing]").AllInnerTextsAsync());
        return (findings, await place.Locator(".reading img").CountAsync());
    }

    /// <summary>Asks custodians who the source is, and waits until they can be given the request.</summary>
    public static async Task AskCustodiansAsync(this Colleague colleague)
    {
        await colleague.Page.GetByText("Ask custodians who the source is").ClickAsync();
        await colleague.Page.GetByLabel("To reach the source").CheckAsync();
        await colleague.ClickAsync("Sign the request");
        await colleague.UnlockAsync();
        await colleague.SeeAsync("Save the request and give it to the custodians", 60);
    }

    /// <summary>Saves the file for the custodians.</summary>
    public static async Task SaveCustodyRequestAsync(this Colleague colleague, string file)
    {
        var download = await colleague.Page.RunAndWaitForDownloadAsync(() => colleague.ClickAsync("Save the request for the custodians"), new() { Timeout = 60_000 });
        await download.SaveAsAsync(file);
    }

    /// <summary>Opens the source with what custodians answered.</summary>
    /// <returns>The page's text of who it is.</returns>
    public static async Task<string> OpenSourceAsync(this Colleague colleague, IReadOnlyList<string> answers)
    {
        await colleague.Page.GetByLabel("Answers of at least").SetInputFilesAsync(answers);
        await colleague.ClickAsync("Open the source");
        var source = colleague.Page.Locator("[data-slot=source] .opened");
        await source.WaitForAsync(new() { Timeout = 60_000 });
        return await source.InnerTextAsync();
    }
}
