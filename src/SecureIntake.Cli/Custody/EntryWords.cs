using System.Diagnostics;
using System.Globalization;
using SecureIntake.Audit.Events;

namespace SecureIntake.Cli.Custody;

/// <summary>What the log says about a source, in words.</summary>
internal static class EntryWords
{
    /// <summary>An entry as a line.</summary>
    public static string Line(long index, SignedAct act) => string.Create(CultureInfo.InvariantCulture, $"entry {index}: {Words(act)} on {Text(act.Stamp.At)}");

    /// <summary>Why a lead asks.</summary>
    public static string Why(Purpose purpose) => purpose switch
    {
        Purpose.Contact => "to reach the source",
        Purpose.Protect => "to protect someone in danger",
        Purpose.Court => "for a court or a body of the UN",
        _ => throw new UnreachableException("no such purpose of a request is read"),
    };

    /// <summary>A time, to the second, UTC.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Words(SignedAct act) => act switch
    {
        CustodyRequested asked => $"member {asked.Stamp.By} asked for this source, {Why(asked.Purpose)},",
        CustodyVetoed => $"member {act.Stamp.By} VETOED that",
        _ => $"the gate was asked for what custodians hold, by member {act.Stamp.By},",
    };
}
