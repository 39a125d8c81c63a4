using Microsoft.Playwright;
using SecureIntake.Journey.Machinery;

namespace SecureIntake.Journey.People;

/// <summary>A member of the staff at a desk, with a passkey of their own.</summary>
public sealed class Colleague : Person
{
    private readonly string _portal;

    private Colleague(IBrowserContext context, IPage page, string portal)
        : base(context, page) => _portal = portal;

    /// <summary>Follows an enrolment link, makes a passkey and the staff key, and lands on the home page.</summary>
    /// <param name="chromium">Where the context is made.</param>
    /// <param name="portal">The portal's address.</param>
    /// <param name="link">The one-time link; its token stands in the fragment.</param>
    /// <param name="pseudonym">Chosen here unless the invitation fixed one.</param>
    public static async Task<Colleague> EnrolAsync(Chromium chromium, string portal, string link, string pseudonym)
    {
        var (context, page) = await SitDownAsync(chromium.Browser, 1280, 900);
        await Passkey.PlugInAsync(context, page);
        var colleague = new Colleague(context, page, portal);
        await page.GotoAsync(link);
        var field = page.GetByLabel("Pseudonym");
        if (await field.IsEditableAsync())
            await field.FillAsync(pseudonym);
        await colleague.ClickAsync("Create a passkey");
        await page.GetByText("You are enrolled").WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your home page" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
        return colleague;
    }

    /// <summary>What a member without a passkey got at enrolment; null for one with a passkey.</summary>
    public Credentials? Credentials { get; private init; }

    private string? Passphrase { get; init; }

    /// <summary>Follows an enrolment link without a passkey: takes the passphrase that the page suggests, and one-time codes.</summary>
    public static async Task<Colleague> EnrolByPassphraseAsync(Chromium chromium, string portal, string link, string pseudonym)
    {
        var (context, page) = await SitDownAsync(chromium.Browser, 1280, 900);
        await page.GotoAsync(link);
        var field = page.GetByLabel("Pseudonym");
        if (await field.IsEditableAsync())
            await field.FillAsync(pseudonym);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passphrase and one-time codes" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Suggest one" }).ClickAsync();
        string passphrase = await page.Locator(".suggested").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        string seed = (await page.Locator(".seed").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var credentials = new Credentials(pseudonym, passphrase, seed);
        var code = page.GetByLabel("One-time code");
        await Assertions.Expect(code).ToBeEnabledAsync(new() { Timeout = 120_000 });
        await code.FillAsync(credentials.CodeAt(TimeProvider.System.GetUtcNow()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Enrol", Exact = true }).ClickAsync();
        await page.GetByText("You are enrolled").WaitForAsync(new() { Timeout = 120_000 });
        return new Colleague(context, page, portal) { Credentials = credentials, Passphrase = passphrase };
    }

    /// <summary>Signs in with what a member without a passkey knows, and the code of the moment when it is asked for.</summary>
    public static async Task<Colleague> SignInAsync(Chromium chromium, string portal, string pseudonym, string passphrase, Func<Task<string>> code)
    {
        var (context, page) = await SitDownAsync(chromium.Browser, 1280, 900);
        await page.GotoAsync(portal + "/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passphrase instead" }).ClickAsync();
        await page.GetByLabel("Pseudonym").FillAsync(pseudonym);
        await page.GetByLabel("Passphrase").FillAsync(passphrase);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        var field = page.GetByLabel("One-time code");
        await field.WaitForAsync(new() { Timeout = 120_000 });
        await field.FillAsync(await code());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync(new() { Timeout = 60_000 });
        return new Colleague(context, page, portal) { Passphrase = passphrase };
    }

    /// <summary>Goes to a page of the portal as a person would type its address; the unlocked key is gone then.</summary>
    public Task GoAsync(string path) => Page.GotoAsync(_portal + path);

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Waits for a text of the page.</summary>
    public Task SeeAsync(string text, float seconds = 30) =>
        Page.GetByText(text).First.WaitForAsync(new() { Timeout = seconds * 1000 });

    // Administrator

    /// <summary>Invites someone.</summary>
    /// <returns>The enrolment link.</returns>
    public async Task<string> InviteAsync(string pseudonym, params string[] roles)
    {
        await GoAsync("/members");
        await Page.GetByLabel("Pseudonym (optional)").FillAsync(pseudonym);
        foreach (string role in roles)
            await Page.Locator($"input[name=Roles][value={role}]").CheckAsync();
        await ClickAsync("Make the link");
        return (await Page.Locator("#enrolment-link").InnerTextAsync()).Trim();
    }

    /// <summary>Downloads what the root is asked to sign.</summary>
    public async Task DownloadRequestAsync(string file)
    {
        await GoAsync("/members");
        var download = await Page.RunAndWaitForDownloadAsync(
            () => Page.GetByRole(AriaRole.Link, new() { Name = "Download request.json" }).ClickAsync());
        await download.SaveAsAsync(file);
    }

    /// <summary>Uploads what the root signed.</summary>
    public async Task PublishAsync(string file)
    {
        await GoAsync("/members");
        await Page.GetByLabel("publication.json").SetInputFilesAsync(file);
        await ClickAsync("Put it in force");
        await SeeAsync("In force:");
    }

    // Lead

    /// <summary>Makes the desk keys of the coming weeks.</summary>
    public async Task PrepareDeskKeysAsync()
    {
        await GoAsync("/desk-keys");
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Prepare \\d+ week") }).ClickAsync();
        await UnlockAsync();
        await Page.Locator("[data-state=prepared], [data-state=ready]").First.WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Signs the desk keys that another lead made.</summary>
    public async Task CountersignDeskKeysAsync()
    {
        await GoAsync("/desk-keys");
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Compare and sign \\d+ week") }).ClickAsync();
        await UnlockAsync();
        await Page.Locator("[data-state=serving]").First.WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Locks a member out, by the lockdown page.</summary>
    public async Task LockOutAsync(string pseudonym)
    {
        await GoAsync("/lockdown");
        await Page.GetByText("I need to lock a member out now").ClickAsync();
        var whom = Page.GetByLabel("Whom");
        string? option = await whom.Locator("option").Filter(new() { HasText = pseudonym }).GetAttributeAsync("value");
        await whom.SelectOptionAsync(option!);
        await ClickAsync("Lock this member out");
        await UnlockAsync();
        await SeeAsync($"{pseudonym} is locked out");
    }

    /// <summary>Locks everything, by the lockdown page.</summary>
    public async Task LockEverythingAsync()
    {
        await GoAsync("/lockdown");
        await Page.GetByText("I need to lock everything now").ClickAsync();
        await ClickAsync("Lock everything and end all sessions");
        await UnlockAsync();
        await SeeAsync("All sessions have ended.");
    }

    /// <summary>Lifts the lockdown whose card has this heading.</summary>
    public async Task LiftAsync(string heading)
    {
        await GoAsync("/lockdown");
        var card = Page.Locator("[data-lockdown]").Filter(new() { HasText = heading });
        await card.GetByText("Lift it…").ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Sign that it ends" }).ClickAsync();
        await UnlockAsync();
        await SeeAsync("The log holds it, as entry");
    }

    /// <summary>Asks to be signed in with the passkey.</summary>
    public async Task KnockAsync()
    {
        await GoAsync("/sign-in");
        await ClickAsync("Sign in with a passkey");
    }

    /// <summary>Signs in with the passkey.</summary>
    public async Task ComeInAgainAsync()
    {
        await KnockAsync();
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
    }

    // Auditor

    /// <summary>Has the own browser check the whole log, and who cosigned it.</summary>
    public async Task VerifyLogAsync()
    {
        await GoAsync("/audit");
        await ClickAsync("Verify the whole log in this browser");
        await SeeAsync("Cosigned as the root asks, by witness.example.");
    }

    /// <summary>Types the passphrase into the dialog that asks for it; a passkey answers by itself.</summary>
    internal async Task UnlockAsync()
    {
        if (Passphrase is null)
            return;
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Unlock your key" });
        await dialog.GetByLabel("Passphrase").FillAsync(Passphrase);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Unlock", Exact = true }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = 60_000 });
    }
}
