using SecureIntake.Journey;

namespace SecureIntake.EndToEnd.Tests.Journeys;

/// <summary>What the verifier's browser and the lockdown page show when the lead has locked the verifier out.</summary>
/// <param name="Page">The lead's page.</param>
/// <param name="Door">The verifier's page, after they tried to sign in.</param>
/// <param name="Barriers">What keeps people from using the lead's page.</param>
internal sealed record LockedOut(string Page, string Door, IReadOnlyList<string> Barriers)
{
    /// <summary>Plays it. The verifier's page is open and notices by itself.</summary>
    public static async Task<LockedOut> PlayAsync(Office office)
    {
        await office.Verifier.GoAsync("/cases?show=given");
        await office.Lead.LockOutAsync("tamarisk");
        await office.Verifier.SeeAsync("Sign in");
        await office.Verifier.TryToSignInAsync();
        await office.Verifier.SeeAsync("You are locked out");
        return new LockedOut(
            await office.Lead.Page.InnerTextAsync("main"), await office.Verifier.Page.InnerTextAsync("main"), await Journeys.Barriers.OfAsync(office.Lead.Page, "locked out"));
    }
}
