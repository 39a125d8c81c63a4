using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>How far a week's desk key is.</summary>
internal enum DeskState
{
    /// <summary>No lead has prepared it.</summary>
    Missing,

    /// <summary>Prepared; leads must still sign, or the log has still to take it.</summary>
    Prepared,

    /// <summary>Signed and in the log; its week is still to come.</summary>
    Ready,

    /// <summary>Sources' clients seal to it now.</summary>
    Serving,

    /// <summary>Nobody seals to it any more; what arrived in its week is opened with it.</summary>
    Past,
}

/// <summary>A week as its leads see it.</summary>
/// <param name="Week">The week.</param>
/// <param name="State">How far its key is.</param>
/// <param name="Signatures">How many leads of the policy have signed.</param>
/// <param name="PreparedBy">Pseudonym of the lead who made the key; null without one.</param>
/// <param name="CountersignedBy">Pseudonyms of those who signed it after them.</param>
/// <param name="WaitsForReader">Whether the reader can and should sign.</param>
/// <param name="CanOpen">Today's leads to whom the key is sealed, by pseudonym.</param>
/// <param name="CannotOpen">The leads who came later than the key and got no share of it yet.</param>
/// <param name="ReaderCanShare">Whether the reader can give those a share.</param>
/// <param name="OnTheDesk">How many cases of that week nobody has taken.</param>
/// <param name="IsMadeAnew">Whether it is made anew instead of finished: someone who signed it or has a share is locked out or leads no more.</param>
internal sealed record DeskWeek(
    Week Week, DeskState State, int Signatures, string? PreparedBy, IReadOnlyList<string> CountersignedBy, bool WaitsForReader,
    IReadOnlyList<DeskHolder> CanOpen, IReadOnlyList<DeskHolder> CannotOpen, bool ReaderCanShare, int OnTheDesk, bool IsMadeAnew)
{
    /// <summary>The day on which the key is destroyed, unless a case of its week is still on the desk.</summary>
    public DateOnly Ends => Week.Monday.AddDays(DeskLine.LifeDays);
}

/// <summary>A lead who can, or cannot, open a week.</summary>
internal sealed record DeskHolder(OpaqueId Member, string Pseudonym);

/// <summary>Reads how far the desk keys are: those of this week and the next eight, and those of past weeks that are not destroyed.</summary>
internal sealed class DeskWeeks(CasesContext cases, StaffContext staff, CurrentWorld current, DeskLeads deskLeads)
{
    /// <summary>The weeks in their order.</summary>
    /// <param name="reader">The lead who looks.</param>
    /// <param name="world">What the root signed and holds today.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<DeskWeek>> ReadAsync(MemberId reader, SignedWorld world, CancellationToken cancel)
    {
        var names = await MemberNames.ReadAsync(staff, cancel);
        var seals = (await cases.DeskSeals.AsNoTracking().Select(s => new { s.Week, s.Member }).ToListAsync(cancel))
            .ToLookup(s => s.Week, s => s.Member, StringComparer.Ordinal);
        var coming = DeskCalendar.WeeksFrom(current.Today);
        string thisWeek = coming[0].ToString();
        var shown = seals.Select(week => week.Key).Where(week => string.CompareOrdinal(week, thisWeek) < 0).Concat(coming.Select(week => week.ToString())).ToList();
        var keys = await cases.DeskKeys.AsNoTracking().Where(k => shown.Contains(k.Week)).ToDictionaryAsync(k => k.Week, StringComparer.Ordinal, cancel);
        var inLog = await cases.DeskLinesInLog().Where(k => shown.Contains(k.Week)).Select(k => k.Week).ToListAsync(cancel);
        var onTheDesk = await cases.OnTheDesk().GroupBy(s => s.Week).ToDictionaryAsync(week => week.Key, week => week.Count(), StringComparer.Ordinal, cancel);
        string? serving = ServingOf(keys.Values.Where(key => inLog.Contains(key.Week)), world);
        return [.. shown.Order(StringComparer.Ordinal).Select(name => Read(name, keys.GetValueOrDefault(name)))];

        DeskWeek Read(string name, DeskKey? key)
        {
            var week = Week.TryParse(name, out var parsed) ? parsed : throw new InvalidDataException("A kept week is none.");
            if (key is null)
                return new DeskWeek(week, DeskState.Missing, 0, null, [], WaitsForReader: false, [], [], ReaderCanShare: false, 0, IsMadeAnew: false);
            var line = key.Line();
            var holders = seals[name].ToHashSet();
            var leads = deskLeads.Of(world).Select(lead => new DeskHolder(lead.Id, names.Of(lead.Id.ToString())))
                .OrderBy(lead => lead.Pseudonym, StringComparer.Ordinal).ToLookup(lead => holders.Contains(lead.Member.As<SecureIntake.Cases.Staff.Member>()));
            var signers = line.Signatures.Select(signature => NameOf(signature.Key)).ToList();
            bool isPast = string.CompareOrdinal(name, thisWeek) < 0;
            var state = name == serving ? DeskState.Serving
                : isPast ? DeskState.Past
                : world.IsDeskLine(line) && inLog.Contains(name) ? DeskState.Ready
                : DeskState.Prepared;
            bool anew = !isPast && deskLeads.IsMadeAnew(key, holders, world);
            return new DeskWeek(
                week, state, world.CountLeads(line), signers.FirstOrDefault(), [.. signers.Skip(1)],
                !isPast && !anew && !world.IsDeskLine(line) && holders.Contains(reader) && world.DeskSignerOf(reader) is { } signer && !line.IsSignedBy(signer),
                [.. leads[true]], [.. leads[false]], holders.Contains(reader), onTheDesk.GetValueOrDefault(name), anew);
        }

        string NameOf(Signer signer) =>
            world.Directory.Members.FirstOrDefault(member => member.Signer.Equals(signer)) is { } member ? names.Of(member.Id.ToString()) : "someone who left";
    }

    // As Intake chooses the line of its card: this week's, or the newest earlier one that may still be sealed to.
    private string? ServingOf(IEnumerable<DeskKey> logged, SignedWorld world) => logged
        .Where(key => Week.TryParse(key.Week, out var week) && week.Monday <= current.Today && DeskLine.IsOpenOn(week, current.Today) && world.IsDeskLine(key.Line()))
        .Select(key => key.Week).Max(StringComparer.Ordinal);
}
