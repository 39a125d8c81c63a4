using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SecureIntake.Journey.Machinery;

namespace SecureIntake.Journey.People;

/// <summary>A relative with a phone, at the submit client.</summary>
public sealed class Source : Person
{
    private const int MostLooks = 100;

    private Source(IBrowserContext context, IPage page)
        : base(context, page)
    {
    }

    /// <summary>Opens the client on a phone-sized page.</summary>
    public static async Task<Source> ArriveAsync(Chromium chromium, string intakeUrl)
    {
        var (context, page) = await SitDownAsync(chromium.Browser, 390, 844);
        await page.GotoAsync(intakeUrl);
        return new Source(context, page);
    }

    /// <summary>Fills in the form up to the overview of all answers. The card has been verified by then, or this fails.</summary>
    public async Task FillInAsync(Testimony testimony)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("The organisation’s key is genuine and in date.")).ToBeVisibleAsync();
        await ClickAsync("Start");
        // One question a screen: each is recognised by its heading, answered where there is something to say, and left by "Continue", pressed twice
        // as by an unsteady hand, which must not lead past the next question.
        for (string heading = await HeadingAsync(); heading != "Check your answers"; heading = await HeadingAsync())
        {
            await AnswerAsync(heading, testimony);
            int question = await QuestionAsync();
            await Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).DblClickAsync();
            await Assertions.Expect(Page.Locator("h1")).Not.ToHaveTextAsync(heading);
            if (await QuestionAsync() is var next && next != 0 && next != question + 1)
                throw new InvalidOperationException($"Continue led from question {question} to {next}.");
        }
    }

    /// <summary>Presses "Seal and send" and waits for the receipt.</summary>
    /// <returns>The receipt's digits as shown, and when each step was seen.</returns>
    public async Task<Sending> SealAndSendAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan? sealedAfter = null, sentAfter = null;
        Page.Request += (_, request) =>
        {
            if (request.Method != "POST")
                return;
            if (request.Url.Contains("/uploads/", StringComparison.Ordinal))
                sealedAfter ??= Stopwatch.GetElapsedTime(begun);
            else if (request.Url.EndsWith("/submissions", StringComparison.Ordinal))
                sentAfter = Stopwatch.GetElapsedTime(begun);
        };
        await ClickAsync("Seal and send");
        await Page.GetByText("It is sent. Keep this code.").WaitForAsync(new() { Timeout = 120_000 });
        var committed = Stopwatch.GetElapsedTime(begun);
        string digits = await Page.GetByTestId("receipt-digits").InnerTextAsync();
        return new Sending(
            new string([.. digits.Where(char.IsAsciiDigit)]),
            sealedAfter ?? throw new InvalidOperationException("Nothing was uploaded."),
            sentAfter ?? throw new InvalidOperationException("Nothing was committed."),
            committed);
    }

    /// <summary>On a fresh page: opens the form for a receipt code.</summary>
    public async Task ComeBackAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await ClickAsync("Look it up with the receipt code");
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Look up a receipt code" }).WaitForAsync();
    }

    /// <summary>Looks a code up until the log holds the testimony: the portal writes within seconds what a batch brought.</summary>
    /// <param name="receipt">Digits, in whatever groups.</param>
    /// <returns>What the page says of it.</returns>
    public async Task<string> LookUpAsync(string receipt)
    {
        for (int attempt = 0; ; attempt++)
        {
            await TypeAsync("Receipt code", receipt);
            await ClickAsync("Look it up");
            await Page.GetByRole(AriaRole.Heading, new() { Name = "What the log says" }).WaitForAsync();
            if (attempt == MostLooks || await Page.GetByTestId("look-arrived").IsVisibleAsync())
                return await Page.Locator("main").InnerTextAsync();
            await ClickAsync("Look up another code");
        }
    }

    private async Task AnswerAsync(string heading, Testimony testimony)
    {
        switch (heading)
        {
            case "For whom are you typing?":
                await ChooseAsync("For myself: I am telling what I know");
                break;
            case "What is the person called?":
                await TypeAsync("Name", testimony.Name);
                break;
            case "When was the person born?":
                await TypeAsync("Date of birth or age", testimony.Birth);
                break;
            case "What happened to the person?":
                await ChooseAsync("Detained or arrested");
                break;
            case "When did it happen?":
                await TypeAsync("When", "March 2018");
                break;
            case "Where did it happen?":
                await TypeAsync("Where did it happen?", testimony.Place);
                break;
            case "Is it still so today?":
                await ChooseAsync("Yes, as far as I know");
                break;
            case "Did something else happen to the person?":
                await ChooseAsync("No, that is all");
                break;
            case "Tell it in your own words":
                await TypeAsync("Your words", testimony.Narrative);
                break;
            case "How do you know this?":
                await Page.GetByLabel("Way", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "By phone or message" });
                break;
            case "Do you have papers, photos or recordings?":
                if (testimony.Files.Count > 0)
                    await Page.Locator("input[type=file]").First.SetInputFilesAsync(testimony.Files);
                break;
            case "May we keep what you send, and check it?":
                await ChooseAsync("Yes. Keep it sealed, and let the people who check the case read it.");
                break;
            case "May we know who you are?":
                await ChooseAsync(testimony.SourceName.Length == 0 ? "No, stay anonymous" : "Yes, seal it apart from the rest");
                break;
            case "What is your name?":
                await TypeAsync("What is your name?", testimony.SourceName);
                break;
            case "How can we reach you?":
                await TypeAsync("Phone number, messenger name or address", testimony.Contact);
                break;
        }
    }

    private async Task<string> HeadingAsync() => (await Page.Locator("h1").InnerTextAsync()).Trim();

    /// <summary>The number of the question that is shown; 0 on a screen without one.</summary>
    private async Task<int> QuestionAsync()
    {
        var caption = Regex.Match(await Page.Locator("#caption").InnerTextAsync(), "Question ([0-9]+) of", RegexOptions.None, TimeSpan.FromSeconds(1));
        return caption.Success ? int.Parse(caption.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    private Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task TypeAsync(string label, string text) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    private Task ChooseAsync(string label) => Page.GetByLabel(label, new() { Exact = true }).CheckAsync();
}

/// <summary>A submission as its source saw it.</summary>
/// <param name="Receipt">The 48 digits of the receipt code.</param>
/// <param name="SealedAfter">From the press of the button to the first upload.</param>
/// <param name="SentAfter">From the press to the commit request.</param>
/// <param name="CommittedAfter">From the press to the receipt on the screen.</param>
public sealed record Sending(string Receipt, TimeSpan SealedAfter, TimeSpan SentAfter, TimeSpan CommittedAfter);
