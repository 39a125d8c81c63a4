using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Documents;

/// <summary>A bench's key for one run, in worker memory only. Signed by the bench's signer.</summary>
/// <param name="V">1.</param>
/// <param name="Bench">The bench.</param>
/// <param name="Run">This run of it.</param>
/// <param name="Recipient">What a lead leases documents to.</param>
/// <param name="Expires">At most <see cref="MaxHours"/> after the start.</param>
public sealed record BenchDocument(int V, OpaqueId Bench, OpaqueId Run, HybridRecipient Recipient, DateTimeOffset Expires) : IDocumentBody<BenchDocument>
{
    /// <summary>The longest life of a bench key.</summary>
    public const int MaxHours = 24;

    public static string Kind => "bench/v1";
    public static JsonTypeInfo<BenchDocument> Json => StrictJson.Types.BenchDocument;

    bool IDocumentBody<BenchDocument>.IsSound => V == 1;

    /// <summary>Whether it may be leased to now: neither expired nor promised for longer than a bench key lives.</summary>
    public bool HoldsAt(DateTimeOffset now) => now < Expires && Expires <= now.AddHours(MaxHours);
}
