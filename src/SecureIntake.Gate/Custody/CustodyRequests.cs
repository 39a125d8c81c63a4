using System.Globalization;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Custody;

/// <summary>
/// Which requests for a source this gate was shown, when, and who vetoed them. Each is a folder; what is known of it are empty files, whose names are on disk
/// before anything is answered. The waiting time runs by this gate's own clock from the first showing on: no signed time and no other showing moves it. A veto holds
/// every request of that member for that source, so that asking once more is no way round it; one that comes late closes what was open.
/// </summary>
internal sealed class CustodyRequests
{
    private static readonly TimeSpan VetoAdds = TimeSpan.FromHours(72);
    private const string AskedMark = "asked";
    private const string VetoMark = "veto";

    private readonly Lock _one = new();
    private readonly TimeSpan _wait;
    private readonly string _folder;

    /// <summary>Makes the folder, so that one that cannot be written is known at the start.</summary>
    public CustodyRequests(IOptions<GateOptions> options)
    {
        (_wait, _folder) = (options.Value.CustodyWait, Path.Combine(Path.GetFullPath(options.Value.Folder), "custody"));
        Durable.CreateFolder(_folder);
    }

    /// <summary>Begins the waiting time, unless it began when the same entry was shown before.</summary>
    /// <param name="leaf">The request's leaf hash.</param>
    /// <param name="case">Of which case the source is.</param>
    /// <param name="part">The source part.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">When it is shown, by this gate's clock.</param>
    /// <param name="until">Until when it counts.</param>
    public GateCustody Ask(Audit.Bytes32 leaf, OpaqueId @case, OpaqueId part, OpaqueId by, DateTimeOffset now, DateTimeOffset until)
    {
        lock (_one)
        {
            Forget(now);
            string folder = FolderOf(leaf);
            // A crash may have left the folder without the mark; then nothing was answered.
            if (Read(folder) is null)
                MarkFiles.Put(folder, $"{AskedMark}-{@case}-{part}-{by}-{now.ToUnixTimeSeconds()}-{until.ToUnixTimeSeconds()}");
            return StateOf(Read(folder)!);
        }
    }

    /// <summary>Keeps that a member vetoes a request; each counts once, and stays when they are struck: to wait longer is safe.</summary>
    /// <param name="leaf">The request's leaf hash.</param>
    /// <param name="case">The case that the veto names.</param>
    /// <param name="by">Who vetoes.</param>
    /// <param name="now">When it is shown, by this gate's clock.</param>
    /// <param name="state">Where the request stands from then on.</param>
    /// <returns>Why not; null when it is kept.</returns>
    public GateRefusal? Veto(Audit.Bytes32 leaf, OpaqueId @case, OpaqueId by, DateTimeOffset now, out GateCustody? state)
    {
        state = null;
        lock (_one)
        {
            string folder = FolderOf(leaf);
            if (Read(folder) is not { } request)
                return GateRefusal.CustodyUnknown;
            if (request.Case != @case.ToString() || request.Member == by.ToString())
                return GateRefusal.StatementOther;
            if (!VetoesOf(request).Any(veto => veto.By == by.ToString()))
                MarkFiles.Put(folder, $"{VetoMark}-{by}-{now.ToUnixTimeSeconds()}");
            state = StateOf(request);
            return null;
        }
    }

    /// <summary>Whether a member has a request for the source of a case that has waited and has not ended: one of several is enough.</summary>
    /// <param name="case">The case.</param>
    /// <param name="source">The source part where that is asked for, which the request must name; null where only shares are.</param>
    /// <param name="member">Who asks.</param>
    /// <param name="now">By this gate's clock.</param>
    /// <returns>Why not; null when there is one.</returns>
    public GateRefusal? WhyNot(OpaqueId @case, OpaqueId? source, OpaqueId member, DateTimeOffset now)
    {
        lock (_one)
        {
            var asked = Requests().Where(request => request.Case == @case.ToString() && request.Member == member.ToString()
                && (source is null || request.Part == source.ToString())).Select(StateOf).ToList();
            var lasting = asked.FindAll(state => state.Until > now);
            return lasting.Exists(state => state.From <= now) ? null
                : lasting.Count > 0 ? GateRefusal.CustodyWaiting
                : asked.Count > 0 ? GateRefusal.CustodyEnded
                : GateRefusal.CustodyUnknown;
        }
    }

    private GateCustody StateOf(Request request)
    {
        // Of all that the same member asked for the same source and that had not ended when this was; each other member counts once, from when they spoke first.
        var vetoes = Requests().Where(other => other.Case == request.Case && other.Member == request.Member && other.Until > request.Seen).SelectMany(VetoesOf)
            .GroupBy(veto => veto.By, StringComparer.Ordinal).Select(own => own.Min(veto => veto.Seen)).Order().ToList();
        return new GateCustody(vetoes.Aggregate(request.Seen + _wait, (from, seen) => (from > seen ? from : seen) + VetoAdds), request.Until, vetoes.Count);
    }

    private static IEnumerable<(string By, DateTimeOffset Seen)> VetoesOf(Request request) =>
        MarkFiles.Of(request.Folder, VetoMark, words: 3).Select(mark => (mark[1], Time(mark[2])));

    private IEnumerable<Request> Requests() => Directory.EnumerateDirectories(_folder).Select(Read).OfType<Request>();

    // Who asked and who vetoed is nobody's business for ever; a request that ended is refused by its own time.
    private void Forget(DateTimeOffset now)
    {
        foreach (var request in Requests().Where(request => request.Until + CustodyRequested.Lifetime < now).ToList())
            Directory.Delete(request.Folder, recursive: true);
    }

    private string FolderOf(Audit.Bytes32 leaf) => Path.Combine(_folder, Convert.ToHexStringLower(leaf.ToArray()));

    // Of two, which only copies that were put together have, the later showing counts.
    private static Request? Read(string folder) => !Directory.Exists(folder) ? null : MarkFiles.Of(folder, AskedMark, words: 6)
        .Select(mark => new Request(folder, mark[1], mark[2], mark[3], Time(mark[4]), Time(mark[5]))).MaxBy(request => request.Seen);

    private static DateTimeOffset Time(string seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>What the mark of its first showing says.</summary>
    private sealed record Request(string Folder, string Case, string Part, string Member, DateTimeOffset Seen, DateTimeOffset Until);
}
