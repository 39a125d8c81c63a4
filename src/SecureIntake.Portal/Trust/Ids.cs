using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Sealing;

namespace SecureIntake.Portal.Trust;

/// <summary>Between the ids of rows, which know what they name, and those of documents, which are plain.</summary>
internal static class Ids
{
    /// <summary>As a document writes it.</summary>
    public static OpaqueId AsOpaque<TOf>(this Id<TOf> id) =>
        OpaqueId.TryParse(id.Text, out var opaque) ? opaque : throw new FormatException("Not an id.");

    /// <summary>As the log writes it.</summary>
    public static LogId AsLogId<TOf>(this Id<TOf> id) => LogId.Parse(id.Text);

    /// <summary>As a row knows it.</summary>
    public static Id<TOf> As<TOf>(this OpaqueId id) => Id<TOf>.Parse(id.ToString());
}
