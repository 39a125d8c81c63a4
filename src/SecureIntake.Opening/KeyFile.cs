using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Opening;

/// <summary>Secret keys in a text file: one a line, empty lines and lines that start with <c>#</c> between them, as age does it.</summary>
public sealed class KeyFile : IDisposable
{
    /// <summary>A key file is small; more is not one.</summary>
    public const int MaxLength = 64 * 1024;

    private readonly List<Identity> _identities = [];
    private readonly List<SigningKey> _signingKeys = [];
    private readonly List<StaffKey> _staffKeys = [];

    private KeyFile() { }

    /// <summary>Identities, those of staff keys included.</summary>
    public IEnumerable<Identity> Identities => _identities.Concat(_staffKeys.Select(staff => staff.Identity));

    /// <summary>Signing keys, those of staff keys included.</summary>
    public IEnumerable<SigningKey> SigningKeys => _signingKeys.Concat(_staffKeys.Select(staff => staff.SigningKey));

    /// <summary>Reads the text of a key file; the caller clears its copy.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="keys">At least one key.</param>
    /// <param name="badLine">The first line (from 1) that is no key, or 0 when there is no key at all.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out KeyFile? keys, out int badLine)
    {
        keys = null;
        badLine = 0;
        if (utf8.Length > MaxLength) return false;
        var text = GC.AllocateArray<char>(Encoding.UTF8.GetMaxCharCount(utf8.Length), pinned: true);
        var file = new KeyFile();
        try
        {
            var length = Encoding.UTF8.GetChars(utf8, text);
            var number = 0;
            foreach (var line in text.AsSpan(0, length).EnumerateLines())
            {
                number++;
                var trimmed = line.Trim();
                if (trimmed.IsEmpty || trimmed[0] == '#' || file.TryAdd(trimmed)) continue;
                badLine = number;
                return false;
            }
            if (!file.Identities.Any() && !file.SigningKeys.Any()) return false;
            (keys, file) = (file, null);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
            file?.Dispose();
        }
    }

    public override string ToString() => nameof(KeyFile);

    public void Dispose()
    {
        foreach (var identity in _identities) identity.Dispose();
        foreach (var key in _signingKeys) key.Dispose();
        foreach (var key in _staffKeys) key.Dispose();
    }

    private bool TryAdd(ReadOnlySpan<char> line)
    {
        if (KeyText.TryRead(line, out HybridIdentity? identity)) _identities.Add(identity);
        else if (KeyText.TryRead(line, out X25519Identity? classic)) _identities.Add(classic);
        else if (KeyText.TryRead(line, out SigningKey? signing)) _signingKeys.Add(signing);
        else if (KeyText.TryRead(line, out StaffKey? staff)) _staffKeys.Add(staff);
        else return false;
        return true;
    }
}
