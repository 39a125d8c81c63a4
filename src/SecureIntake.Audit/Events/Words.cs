using System.Collections.Frozen;

namespace SecureIntake.Audit.Events;

/// <summary>Why a person acts.</summary>
public enum Purpose
{
    Triage,
    Read,
    Verify,
    Examine,
    Dispute,
    Lockdown,

    /// <summary>To open what custodians hold, or to say that it should not be opened.</summary>
    Custody,

    /// <summary>Why custodians are asked: the source must be reached.</summary>
    Contact,

    /// <summary>The source, or someone else, is in danger.</summary>
    Protect,

    /// <summary>A court or a body of the UN asks for the source.</summary>
    Court,
}

/// <summary>What a member may be; in the order in which entries list them.</summary>
public enum Role
{
    Administrator,
    Auditor,
    Lead,
    Verifier,
}

/// <summary>How a stage ended.</summary>
public enum StageOutcome
{
    Done,
    Unsafe,
    Failed,
}

/// <summary>The spelling of closed sets: the lower-case name.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Enum.GetName(value)!.ToLowerInvariant();

    public static bool TryParse<T>(string text, out T value) where T : struct, Enum => Table<T>.Values.TryGetValue(text, out value);

    private static class Table<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<string, T> Values = Enum.GetValues<T>().ToFrozenDictionary(Of, StringComparer.Ordinal);
    }
}
