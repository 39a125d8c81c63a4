using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;

namespace SecureIntake.EndToEnd.Tests.Journeys;

/// <summary>What the README promises to someone who has never seen this: from <c>./ops/run --demo</c> to a verified log.</summary>
public sealed class DemonstrationTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_newcomer_opens_a_case_has_a_paper_examined_reads_it_as_verifier_and_checks_the_log()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Longest);
        var cancel = patience.Token;
        using var demonstration = await Demonstration.StartAsync(cancel);
        await using var chromium = await Chromium.StartAsync();

        await using var lead = await SignInAsync("lead");
        await lead.SeeAsync("Everyone and everything here is made up");
        await lead.GoToCaseAsync("desk");
        Assert.Contains("SPECIMEN", await lead.OpenAccountAsync(), StringComparison.Ordinal);
        await lead.TakeAsync();
        await lead.GiveToVerifierAsync();
        await lead.LeaseAsync(1);
        await lead.SeeExaminedAsync(1);

        await using var verifier = await SignInAsync("verifier");
        await verifier.GoToCaseAsync("given");
        await verifier.OpenAccountAsync();
        var (findings, pictures) = await verifier.ReadResultsAsync(1);
        Assert.NotEmpty(findings);
        Assert.True(pictures > 0);

        var verified = await Commands.SecureIntakeAsync(Layout.Find(), cancel, 0, demonstration.LogCheck);
        Assert.StartsWith("verified ", verified.Text, StringComparison.Ordinal);
        Assert.Equal(0, await demonstration.EndAsync(cancel));

        async Task<Colleague> SignInAsync(string role)
        {
            string pseudonym = demonstration.First(role);
            return await Colleague.SignInAsync(
                chromium, demonstration.PortalUrl, pseudonym, demonstration.PassphraseOf(pseudonym), () => demonstration.CodeOfAsync(pseudonym, cancel));
        }
    }
}
