using System.Security.Cryptography;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Files;

/// <summary>Shares that are to give a key back. Combining knows neither threshold nor truth: some key comes of any shares, and only its public half tells whether it is the right one.</summary>
internal sealed class ShareSet : IDisposable
{
    private readonly ShareFile[] _files;

    private ShareSet(ShareFile[] files) => _files = files;

    /// <summary>Reads the files.</summary>
    public static ShareSet Read(IEnumerable<string> paths) => new([.. paths.Select(ShareFile.Read)]);

    /// <summary>The key whose public half is <paramref name="expected"/>; the caller disposes it.</summary>
    /// <exception cref="CommandFailedException">They do not give it; which one is wrong is said where it can be told.</exception>
    public HybridIdentity Combine(HybridRecipient expected)
    {
        RefuseRepeated();
        // The key itself decides. What the files say of each other only tells which one is to blame.
        if (TryCombine(_files, expected) is { } identity) return identity;
        RefuseStrangers(expected.ToString());
        RefuseUncommitted();
        RefuseFew();
        throw NotThatKey(expected);
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    // The last byte of a share is its point; two with the same point are one, however they are named.
    private void RefuseRepeated()
    {
        for (var i = 0; i < _files.Length; i++)
        {
            var first = Array.FindIndex(_files, other => other.Share[^1] == _files[i].Share[^1]);
            if (first < i) throw CommandFailedException.Tampered($"{_files[i].Path} and {_files[first].Path} are the same share: each counts once");
        }
    }

    private void RefuseStrangers(string expected)
    {
        if (Array.Find(_files, file => file.Facts is { } facts && facts.Recipient != expected) is { } stranger)
            throw CommandFailedException.Tampered($"{stranger.Path} is a share of another key");
    }

    /// <summary>Each file lists commitments to all shares of its split. What most files say is believed, and each share held against it.</summary>
    private void RefuseUncommitted()
    {
        var told = _files.Where(file => file.Facts is not null).ToArray();
        if (told.Length == 0) return;
        var most = told.MaxBy(file => told.Count(other => other.Facts!.Agrees(file.Facts!)))!;
        if (Array.Find(told, file => !file.Facts!.Agrees(most.Facts!)) is { } other)
            throw CommandFailedException.Tampered(told.Length == 2
                ? $"{most.Path} and {other.Path} are not of one split, or one of them was changed"
                : $"{other.Path} is of another split than the others, or was changed");
        if (Array.Find(told, file => !file.Fits(most.Facts!)) is { } wrong)
            throw CommandFailedException.Tampered($"{wrong.Path} is not the share that was made: it was changed or mistyped");
    }

    private void RefuseFew()
    {
        var needed = _files.Select(file => file.Facts?.Threshold ?? 2).Max();
        if (_files.Length < needed) throw CommandFailedException.Tampered($"{needed} shares are needed, and {(_files.Length == 1 ? "one was" : $"{_files.Length} were")} given");
    }

    private CommandFailedException NotThatKey(HybridRecipient expected)
    {
        // With more than are needed, the others give the key without the wrong one.
        for (var i = 0; i < _files.Length && _files.Length > 2; i++)
        {
            using var without = TryCombine([.. _files.Where((_, at) => at != i)], expected);
            if (without is not null) return CommandFailedException.Tampered($"{_files[i].Path} is a wrong share; the others give the key without it");
        }
        return CommandFailedException.Tampered("these shares do not give that recipient's key: too few of them, or a wrong one");
    }

    private static HybridIdentity? TryCombine(ShareFile[] files, HybridRecipient expected)
    {
        if (!SecretSharing.TryCombine([.. files.Select(file => file.Share)], out var seed)) return null;
        var identity = new HybridIdentity(seed);
        CryptographicOperations.ZeroMemory(seed);
        if (identity.Recipient.Equals(expected)) return identity;
        identity.Dispose();
        return null;
    }
}
