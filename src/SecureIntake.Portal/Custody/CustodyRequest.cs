using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Portal.Custody;

/// <summary>How far a request for a source is.</summary>
internal enum CustodyState
{
    /// <summary>No gate has said yet that it has it: the waiting time has not begun, as far as is known here.</summary>
    Untold,

    /// <summary>The waiting time runs.</summary>
    Waiting,

    /// <summary>The gate gives what custodians hold.</summary>
    Open,
}

/// <summary>A lead's request for the source of a case, as the log has it, and where it stands at the gates.</summary>
/// <param name="Index">Where it stands in the log.</param>
/// <param name="Leaf">Its leaf hash, by which a veto names it.</param>
/// <param name="Act">What was signed.</param>
/// <param name="Vetoes">The first veto of each member who vetoed it, in the order of the log.</param>
/// <param name="AtGate">What the gates said last; null before any did.</param>
internal sealed record CustodyRequest(long Index, Bytes32 Leaf, CustodyRequested Act, IReadOnlyList<CustodyVeto> Vetoes, GateCustody? AtGate)
{
    /// <summary>When it ends.</summary>
    public DateTimeOffset Until => Act.Ends;

    /// <summary>The members who vetoed it.</summary>
    public IEnumerable<LogId> VetoedBy => Vetoes.Select(veto => veto.Act.Stamp.By);

    /// <summary>Whether the log holds vetoes that the gates did not tell of: it is not told when the request opens, then.</summary>
    public bool GateLacksVetoes => AtGate is { } gate && gate.Vetoes < Vetoes.Count;

    /// <summary>How far it is.</summary>
    public CustodyState StateAt(DateTimeOffset now) =>
        AtGate is not { } gate ? CustodyState.Untold : gate.From > now || GateLacksVetoes ? CustodyState.Waiting : CustodyState.Open;

    /// <summary>Whether a member made it.</summary>
    public bool IsBy(string member) => Act.Stamp.By.ToString() == member;

    /// <summary>Whether a member has vetoed it.</summary>
    public bool IsVetoedBy(string member) => VetoedBy.Any(by => by.ToString() == member);

    /// <summary>Why it was made, in words that follow "asks".</summary>
    public static string InWords(Purpose purpose) => purpose switch
    {
        Purpose.Contact => "to reach the source",
        Purpose.Protect => "to protect someone in danger",
        _ => "for a court or a body of the UN",
    };
}

/// <summary>A veto, as the log has it.</summary>
/// <param name="Index">Where it stands.</param>
/// <param name="Leaf">Its leaf hash.</param>
/// <param name="Act">What was signed.</param>
internal sealed record CustodyVeto(long Index, Bytes32 Leaf, CustodyVetoed Act);
