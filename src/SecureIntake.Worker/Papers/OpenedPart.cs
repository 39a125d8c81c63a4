using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Cases.Storage;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Parts;
using SecureIntake.Worker.Leases;
using SecureIntake.Worker.Stages;

namespace SecureIntake.Worker.Papers;

/// <summary>The plaintext of one leased part, in memory that is wiped when this is disposed. It is never written anywhere.</summary>
internal sealed class OpenedPart : IDisposable
{
    private readonly byte[] _plaintext;

    private OpenedPart(byte[] plaintext, PartContent content) => (_plaintext, Content) = (plaintext, content);

    public PartContent Content { get; }

    /// <summary>A file of the part where it stands; valid until the part is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes(PartFile file) => _plaintext.AsMemory((int)file.Offset, (int)file.Length);

    /// <summary>Opens a part: header, payload digest and file-key commitment must be those of its grant.</summary>
    public static bool TryOpen(LeasedPart leased, Header? header, HybridIdentity identity, BlobStore blobs, [NotNullWhen(true)] out OpenedPart? opened, out StageFailure why)
    {
        opened = null;
        why = StageFailure.PartHeader;
        if (header is null)
            return false;
        why = StageFailure.PartPayload;
        if (!PayloadLayout.TryPlaintextLength(leased.Part.Length, out var length) || length > int.MaxValue / 2)
            return false;
        // Pinned, so that no copy stays behind when the collector moves things.
        byte[] plaintext = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        try
        {
            if (!TryRead(leased, header, identity, blobs, plaintext, out why))
                return false;
            why = StageFailure.PartContent;
            if (!PartContent.TryRead(leased.Grant.Compartment, new MemoryStream(plaintext, writable: false), out var content))
                return false;
            opened = new OpenedPart(plaintext, content);
            return true;
        }
        finally
        {
            if (opened is null)
                CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_plaintext);

    private static bool TryRead(LeasedPart leased, Header header, HybridIdentity identity, BlobStore blobs, byte[] plaintext, out StageFailure why)
    {
        try
        {
            using var payload = blobs.OpenRead(leased.Part.Blob);
            using var target = new MemoryStream(plaintext);
            if (payload.Length != leased.Part.Length)
            {
                why = StageFailure.PartPayload;
                return false;
            }

            bool open = PartOpener.TryOpen(
                identity, header, payload, leased.Grant.Payload, leased.Grant.Commitment, target, out var failure);
            why = failure is OpenFailure.NotARecipient or OpenFailure.HeaderMalformed or OpenFailure.HeaderMacMismatch
                ? StageFailure.PartHeader
                : StageFailure.PartPayload;
            return open;
        }
        catch (FileNotFoundException)
        {
            why = StageFailure.PartMissing;
            return false;
        }
    }
}
