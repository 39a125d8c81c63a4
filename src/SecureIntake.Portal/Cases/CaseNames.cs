using System.Globalization;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Portal.Cases;

/// <summary>How pages write cases, days and sizes.</summary>
internal static class CaseNames
{
    /// <summary>
    /// What people call a case: the first eight digits of its handle in two groups. Two cases of one office share them about once in
    /// four thousand million pairs; addresses and acts carry the whole handle.
    /// </summary>
    public static string Short(this Id<Submission> handle) => $"{handle.Text[..4]} {handle.Text[4..8]}";

    /// <summary><c>24 November 2026</c>.</summary>
    public static string InWords(this DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The day for a <c>datetime</c> attribute.</summary>
    public static string Machine(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>24 November 2026, 14:05 UTC</c>.</summary>
    public static string InWords(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The second for a <c>datetime</c> attribute, a table or a script.</summary>
    public static string Machine(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A length of sealed bytes: <c>17 KB</c>, <c>2.4 MB</c>. It is padded, so it tells little about the content.</summary>
    public static string Size(this long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");
}
