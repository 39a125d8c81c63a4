using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Enrolment;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Cases.Staff.Member;

namespace SecureIntake.Portal.Membership;

/// <summary>Who belongs here, who is invited, and what the root must sign next.</summary>
[Requires(Capability.ManageMembers)]
internal sealed class MembersPage(
    Roll roll, Inviting inviting, Invitations invitations, CurrentWorld world, CeremonyRequest ceremony, LogOfOrganisation log, PortalAddress address)
    : PageModel
{
    private const int DaysOfWarning = 14;

    /// <summary>The form's fields; empty after an invitation.</summary>
    [BindProperty]
    public string? Pseudonym { get; set; }

    [BindProperty]
    public IReadOnlyList<string> Roles { get; set; } = [];

    public IReadOnlyList<RollLine> Lines { get; private set; } = [];

    public IReadOnlyList<BenchSigner> Benches { get; private set; } = [];

    /// <summary>The gates to which the settings lead; null while one of them is away.</summary>
    public IReadOnlyList<GateSigner>? Gates { get; private set; }

    public SignedWorld? World { get; private set; }

    /// <summary>Whose cosignatures the root asks for, in words.</summary>
    public string Cosigners => WitnessPolicy.TryParseSigned(World?.Policy.Witnesses ?? "", out var witnesses) && !witnesses!.AsksNobody
        ? $"Nothing opens until these witnesses cosigned the log: {witnesses.Words}."
        : "No witness need cosign the log.";

    /// <summary>Whether a ceremony is due because what the root signed ends.</summary>
    public bool EndsSoon => World is { } signed && signed.Expires < world.Today.AddDays(DaysOfWarning);

    public string? RootFingerprint => world.RootFingerprint;

    public string LogKey => log.Key.ToString();

    /// <summary>The link of an invitation that was just made. It is shown this once.</summary>
    public string? Link { get; private set; }

    /// <summary>What is wrong with the form, a code; null otherwise.</summary>
    public string? Wrong { get; private set; }

    /// <summary>What stands between this list and a request that the root can sign; empty when nothing does.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>Whether someone, some bench or a gate waits for the root's signature.</summary>
    public bool IsDue => Lines.Any(line => line.State == MemberState.Unsigned)
        || Benches.Any(bench => World?.Directory.Benches.Contains(bench) != true)
        || (Gates is { } gates && (World is not { } signed || !gates.ToHashSet().SetEquals(signed.Directory.Gates)));

    public Task OnGetAsync(CancellationToken cancel) => ReadAsync(cancel);

    public async Task OnPostInviteAsync(CancellationToken cancel)
    {
        var roles = new HashSet<Role>();
        foreach (string word in Roles)
        {
            if (RoleNames.TryParse(word, out var role))
                roles.Add(role);
        }

        string? pseudonym = string.IsNullOrWhiteSpace(Pseudonym) ? null : Pseudonym.Trim();
        var (token, refusal) = await inviting.InviteAsync(pseudonym, roles, User.Member(), cancel);
        Wrong = refusal?.Code;
        if (token is not null)
        {
            Link = address.Of("/enrol#" + token.Text).AbsoluteUri;
            (Pseudonym, Roles) = (null, []);
            ModelState.Clear();
        }

        await ReadAsync(cancel);
    }

    public async Task<IActionResult> OnPostWithdrawAsync([FromForm] string member, CancellationToken cancel)
    {
        if (Id<Member>.TryParse(member, out var invited))
            await invitations.WithdrawAsync(invited, cancel);
        return Redirect("/members");
    }

    /// <summary>What a state is called.</summary>
    public static string Word(MemberState state) => state switch
    {
        MemberState.Invited => "Invited",
        MemberState.WithoutKey => "Has no key yet",
        MemberState.Unsigned => "Waits for the root",
        MemberState.Signed => "Signed by the root",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private async Task ReadAsync(CancellationToken cancel)
    {
        Lines = await roll.ReadAsync(cancel);
        World = await world.GetAsync(cancel);
        Benches = await ceremony.IntroducedBenchesAsync(cancel);
        Gates = await FindGatesAsync(cancel);
        var leads = Lines.Count(line => line.Keys?.Roles.Contains(Role.Lead) == true);
        Missing = [.. MissingFor(leads)];
    }

    private async Task<IReadOnlyList<GateSigner>?> FindGatesAsync(CancellationToken cancel)
    {
        try
        {
            return await ceremony.IntroducedGatesAsync(cancel);
        }
        catch (GateAwayException)
        {
            return null;
        }
    }

    private IEnumerable<string> MissingFor(int leads)
    {
        if (leads < CeremonyRequest.LeadsNeeded)
            yield return $"Two leads with a key: two of them sign every desk key. There {(leads == 1 ? "is one" : "are none")}.";
        if (Gates is null && ceremony.GateCount == 1)
            yield return "The gate: start it, or its machine. Without it there is no request, and nothing opens.";
        if (Gates is null && ceremony.GateCount > 1)
            yield return "Both gates: start the one that is away, or its machine. There is no request without it, for a gate that is left out is struck.";
        if (Benches.Count == 0)
            yield return "A bench: start the worker once, and it introduces itself here. Without one nothing can be examined.";
    }
}
