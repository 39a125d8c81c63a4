using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Custody;

/// <summary><c>share.json</c>: what a share part tells its custodian (FORMAT.md §2).</summary>
/// <param name="V">1.</param>
/// <param name="Part">The source part.</param>
/// <param name="Number">The custodian's number when the source was sealed.</param>
/// <param name="K">How many shares open the source part.</param>
/// <param name="N">How many there are.</param>
/// <param name="Share">33 bytes. Not a string, so that they can be cleared.</param>
/// <param name="Salt">Of the commitment in the account.</param>
/// <param name="NoticeKey">Where a notice to the source goes.</param>
internal sealed record ShareRecord(
    int V, OpaqueId Part, int Number, int K, int N, [property: JsonConverter(typeof(CanonicalBase64Converter))] byte[] Share, Bytes32 Salt, Bytes32 NoticeKey)
    : IDisposable
{
    /// <summary>Reads <c>share.json</c>; false for anything that is not exactly this shape. The caller clears its copy.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ShareRecord? record)
    {
        try
        {
            record = JsonSerializer.Deserialize(json, CustodyRecords.Types.ShareRecord);
        }
        catch (JsonException)
        {
            record = null;
        }
        if (record is not { IsSound: false }) return record is not null;
        record.Dispose();
        record = null;
        return false;
    }

    private bool IsSound => V == 1 && K >= 2 && K <= N && Number >= 1 && Number <= N;

    /// <summary>No share is printed.</summary>
    public override string ToString() => nameof(ShareRecord);

    public void Dispose() => CryptographicOperations.ZeroMemory(Share);
}
