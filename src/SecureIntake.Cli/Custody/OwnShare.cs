using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Custody;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Cli.Custody;

/// <summary>The share in a request that a custodian's key opens. Until it is asked to open, nothing of its content was.</summary>
/// <remarks>
/// It is found by trying, not by the policy's list. The list says who gets shares of new testimony; a share that was sealed earlier belongs to whoever was
/// listed then, under the number of that time. A custodian who was replaced can still open it, whatever this tool says, and the sources of that time may
/// need them; so they may answer, and are told that they are listed no longer.
/// </remarks>
internal sealed class OwnShare : IDisposable
{
    private readonly RequestedShare _share;
    private readonly FileKey _fileKey;

    private OwnShare(RequestedShare share, FileKey fileKey, int? listed) => (_share, _fileKey, Listed) = (share, fileKey, listed);

    /// <summary>The number for which it was made.</summary>
    public int Number => _share.Number;

    /// <summary>The number under which the root lists the key today, if it does.</summary>
    public int? Listed { get; }

    /// <summary>Finds it.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="keyPath">The custodian's key file.</param>
    public static OwnShare Find(VerifiedRequest asked, string keyPath)
    {
        using var keys = Keys.Read(keyPath);
        var mine = keys.Identities.OfType<HybridIdentity>().ToArray();
        if (mine.Length == 0) throw CommandFailedException.Refused($"{keyPath} holds no custodian's key (AGE-SECRET-KEY-PQ-1…)");
        foreach (var identity in mine)
        {
            foreach (var share in asked.File.Shares)
            {
                if (TryUnwrap(identity, share) is { } fileKey) return new OwnShare(share, fileKey, NumberOf(identity, asked.Policy));
            }
        }
        throw CommandFailedException.Refused(WhyNone(asked, mine.Select(identity => NumberOf(identity, asked.Policy)).FirstOrDefault(number => number is not null)));
    }

    /// <summary>Opens it and checks that it is what the request asks for; the caller disposes of the record.</summary>
    public ShareRecord Open(VerifiedRequest asked)
    {
        var record = Read();
        try
        {
            if (record.Part != asked.File.Source) throw CommandFailedException.Tampered($"the share for custodian {Number} is of another source than the one that is asked for");
            if (record.Number != Number) throw CommandFailedException.Tampered($"the share for custodian {Number} was made for custodian {record.Number}");
            if (record.Share.Length != ShareCommitment.ShareSize) throw CommandFailedException.Tampered($"the share for custodian {Number} has another length than a share");
            // Whoever holds the share at 0 would dictate the key that the others combine to.
            if (record.Share[^1] == 0) throw CommandFailedException.Tampered($"the share for custodian {Number} stands at 0, where no share may");
            return record;
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }

    public void Dispose() => _fileKey.Dispose();

    private static FileKey? TryUnwrap(HybridIdentity identity, RequestedShare share)
    {
        if (!Header.TryParse(share.Header, out var header, out _)) throw new InvalidOperationException("The headers were checked.");
        if (identity.TryUnwrap(header, out var fileKey, out var why)) return fileKey;
        return why == OpenFailure.NotARecipient ? null : throw SealedFile.Failed(why);
    }

    private static int? NumberOf(HybridIdentity identity, PolicyDocument policy) =>
        policy.Custodians.FirstOrDefault(custodian => custodian.Recipient.Equals(identity.Recipient))?.Number;

    private static string WhyNone(VerifiedRequest asked, int? listed) =>
        listed is not { } number ? "this key opens none of the shares, and the root lists it for no custodian: is it the right key?"
        : asked.File.Shares.Any(share => share.Number == number) ? $"this key opens none of the shares: that of custodian {number} was made for an earlier key"
        : $"this key opens none of the shares: the file has none for custodian {number}";

    private ShareRecord Read()
    {
        var plaintext = GC.AllocateArray<byte>((int)Compartment.Share.FixedLength!.Value, pinned: true);
        byte[] json = [];
        try
        {
            using var content = new MemoryStream(plaintext);
            using var reader = new PayloadReader(_fileKey, new MemoryStream(_share.Payload, writable: false));
            if (!reader.TryCopyTo(content, out var why)) throw SealedFile.Failed(why, reader.Chunk);
            if (PartContent.TryRead(Compartment.Share, content, out var files)) json = files.Read(files.Record);
            return ShareRecord.TryParse(json, out var record)
                ? record
                : throw CommandFailedException.Tampered($"what custodian {Number} was given is not a share");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            CryptographicOperations.ZeroMemory(json);
        }
    }
}
