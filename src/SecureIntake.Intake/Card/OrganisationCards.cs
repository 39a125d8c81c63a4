using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Staff;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Intake.Card;

/// <summary>Reads what the portal published and checks it against the root, so that a mistake there is noticed here and not by a source.</summary>
internal sealed class OrganisationCards
{
    private readonly TimeProvider _time;
    private readonly string _rootFingerprint;

    public OrganisationCards(IOptions<TrustOptions> trust, TimeProvider time) =>
        (_rootFingerprint, _time) = (trust.Value.ReadRootFingerprint(), time);

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>
    /// The card: with this week's desk line, or the newest earlier one that may still be sealed to; <c>null</c> when there is none that the root and
    /// the leads signed. An expired policy is given out: the client says so to the person in front of it.
    /// </summary>
    public async Task<OrganisationCard?> FindAsync(CasesContext cases, CancellationToken cancel)
    {
        if (await PolicyAsync(cases, cancel) is not { } policy) return null;
        string thisWeek = Week.Of(Today).ToString();
        var lines = await cases.DeskLinesInLog().AsNoTracking().ToListAsync(cancel);
        foreach (var line in lines.Where(line => string.CompareOrdinal(line.Week, thisWeek) <= 0).OrderByDescending(line => line.Week, StringComparer.Ordinal))
        {
            if (!Week.TryParse(line.Week, out var week) || !DeskLine.IsOpenOn(week, Today)) return null;
            if (!SignedDocument.TryParse(Encoding.UTF8.GetBytes(line.Document), out var desk)) continue;
            // What would arrive could not be held: it would wait until the gate is back.
            if (await GateKeysAsync(cases, week, cancel) is null) continue;
            var card = new OrganisationCard(policy, desk);
            if (card.TryVerify(_rootFingerprint, Today, out _, out var why) || why == CardFailure.NotCurrent) return card;
        }

        return null;
    }

    /// <summary>The policy in force, or <c>null</c> when the root signed none.</summary>
    public async Task<PolicyDocument?> PolicyBodyAsync(CasesContext cases, CancellationToken cancel) =>
        await PolicyAsync(cases, cancel) is { } signed && signed.TryRead<PolicyDocument>(out var policy)
        && policy.Root.Fingerprint == _rootFingerprint && policy.Root.Signed(signed) ? policy : null;

    /// <summary>The gates' keys by which the headers of a week are held; <c>null</c> while one is missing of a gate that the root lists.</summary>
    public Task<IReadOnlyList<HybridRecipient>?> GateKeysAsync(CasesContext cases, Week week, CancellationToken cancel) =>
        cases.FindGateKeysAsync(GateScope.Of(week), _rootFingerprint, cancel);

    /// <summary>Whether parts sealed to this week's desk key are accepted today.</summary>
    public async Task<bool> AcceptsAsync(CasesContext cases, Week week, CancellationToken cancel)
    {
        string text = week.ToString();
        return DeskLine.IsOpenOn(week, Today) && await cases.DeskLinesInLog().AnyAsync(line => line.Week == text, cancel)
            && await GateKeysAsync(cases, week, cancel) is not null;
    }

    private static async Task<SignedDocument?> PolicyAsync(CasesContext cases, CancellationToken cancel)
    {
        string? json = await cases.Publications.Where(p => p.Kind == PolicyDocument.Kind).Select(p => p.Document).SingleOrDefaultAsync(cancel);
        return json is not null && SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document) ? document : null;
    }
}
