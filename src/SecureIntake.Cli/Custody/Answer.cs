using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Custody;

/// <summary>
/// The answer of one custodian (FORMAT.md §8). Its members stand in the order of the alphabet, and none of their values needs an escape: what is written is
/// canonical JSON as it is.
/// </summary>
/// <param name="Case">The case.</param>
/// <param name="Number">The share's number.</param>
/// <param name="Part">The source part.</param>
/// <param name="Request">The request's leaf hash: an answer to one request is none to another.</param>
/// <param name="Salt">Of the commitment in the account.</param>
/// <param name="Share">33 bytes.</param>
/// <param name="V">1.</param>
internal sealed record Answer(
    OpaqueId Case, int Number, OpaqueId Part, Bytes32 Request, Bytes32 Salt, [property: JsonConverter(typeof(CanonicalBase64Converter))] byte[] Share, int V = 1)
{
    /// <summary>Answers a request with a share.</summary>
    public static Answer To(VerifiedRequest asked, ShareRecord share) =>
        new(asked.File.Case, share.Number, share.Part, new Bytes32(asked.Place.Leaf.ToArray()), share.Salt, share.Share);

    /// <summary>An age file that only this recipient opens.</summary>
    public byte[] Seal(HybridRecipient recipient, RandomSource random)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, CustodyRecords.Types.Answer);
        try
        {
            return SmallFile.Seal(json, recipient, random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>No share is printed.</summary>
    public override string ToString() => nameof(Answer);
}
