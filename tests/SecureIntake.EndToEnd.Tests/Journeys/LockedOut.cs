using SecureIntake.Journey;

namespace SecureIntake.EndToEnd.Tests.Journeys;

/// <summary>What was seen when the lead had locked the verifier out, then everything, and two had lifted both.</summary>
/// <param name="Page">The lead's page, with the verifier locked out.</param>
/// <param name="Door">The verifier's page, after they tried to sign in.</param>
/// <param name="Lifted">The auditor's page at last.</param>
/// <param name="Barriers">What keeps people from using the lead's page.</param>
internal sealed record LockedOut(string Page, string Door, string Lifted, IReadOnlyList<string> Barriers)
{
    /// <summary>Plays it. The verifier's page is open and notices by itself.</summary>
    public static async Task<LockedOut> PlayAsync(Office office)
    {
        var (lead, auditor, verifier) = (office.Lead, office.Auditor, office.Verifier);
        await verifier.GoAsync("/cases?show=given");
        await lead.LockOutAsync("tamarisk");
        await verifier.SeeAsync("Sign in");
        await verifier.KnockAsync();
        await verifier.SeeAsync("You are locked out");
        var (page, door) = (await lead.Page.InnerTextAsync("main"), await verifier.Page.InnerTextAsync("main"));
        var barriers = await Journeys.Barriers.OfAsync(lead.Page, "locked out");

        await lead.LockEverythingAsync();
        foreach (var who in new[] { lead, auditor })
        {
            await who.ComeInAgainAsync();
            await who.LiftAsync("Everything, locked by");
            await who.LiftAsync("tamarisk is locked out");
        }

        // The gate takes a lift when the witness has cosigned it.
        string lifted = "";
        for (int wait = 0; wait < 60 && !lifted.Contains("Nothing is locked.", StringComparison.Ordinal); wait++)
        {
            await auditor.GoAsync("/lockdown");
            lifted = await auditor.Page.InnerTextAsync("main");
        }

        await verifier.ComeInAgainAsync();
        return new LockedOut(page, door, lifted, barriers);
    }
}
