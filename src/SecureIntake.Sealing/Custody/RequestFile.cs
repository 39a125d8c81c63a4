using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Custody;

/// <summary>The request file (FORMAT.md §8): what a lead gives to custodians when they are to say who the source of a case is.</summary>
/// <param name="V">1.</param>
/// <param name="Entry">The lead's <c>custody/v1</c>, as it stands in the log.</param>
/// <param name="Proof">A tlog-proof of it.</param>
/// <param name="Publication">What the root signed last: who leads, which log, which witnesses.</param>
/// <param name="Case">The case.</param>
/// <param name="Source">Its source part.</param>
/// <param name="Shares">The share parts, still addressed to the custodians.</param>
public sealed record RequestFile(
    int V, string Entry, string Proof, RootPublication Publication, OpaqueId Case, OpaqueId Source, IReadOnlyList<RequestedShare> Shares)
{
    /// <summary>The longest file that is read, in bytes: there is room for 255 shares.</summary>
    public const int MaxLength = 8 * 1024 * 1024;

    private const int MaxShares = 255;

    /// <summary>Reads a file; false for anything that is not exactly this shape. It says nothing about who asks, or whether they may.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out RequestFile? file)
    {
        file = json.Length <= MaxLength && StrictJson.Read(json, StrictJson.Types.RequestFile) is { IsSound: true } read ? read : null;
        return file is not null;
    }

    /// <summary>The file as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.RequestFile);

    private bool IsSound => V == 1
        && Publication is { Policy.IsSound: true, Directory.IsSound: true, Roster.IsSound: true }
        && Shares.Count is > 0 and <= MaxShares
        && Shares.All(share => share is { IsSound: true });
}

/// <summary>A share part in a request file.</summary>
/// <param name="Part">Its id.</param>
/// <param name="Number">The custodian's number when the source was sealed.</param>
/// <param name="Header">1,627 bytes, addressed to that custodian.</param>
/// <param name="Payload">Nonce and chunks.</param>
public sealed record RequestedShare(
    OpaqueId Part, int Number,
    [property: JsonConverter(typeof(CanonicalBase64Converter))] byte[] Header,
    [property: JsonConverter(typeof(CanonicalBase64Converter))] byte[] Payload)
{
    internal bool IsSound => Number is >= 1 and <= 255
        && Header.Length == StructuralCheck.HeaderLength
        && StructuralCheck.IsPossibleLength(Compartment.Share, Header.Length + Payload.Length);
}
