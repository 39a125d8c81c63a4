using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Sealing.Tests;

/// <summary>Bytes that a label fixes: SHA-256(label ‖ counter) after another. For vectors and repeatable tests only.</summary>
internal sealed class FixedRandom(string label)
{
    private readonly MemoryStream _drawn = new();
    private byte[] _block = [];
    private int _used;
    private int _counter;

    /// <summary>All bytes drawn so far, in order.</summary>
    public byte[] Drawn => _drawn.ToArray();

    public void Fill(Span<byte> destination)
    {
        foreach (ref var b in destination)
        {
            if (_used == _block.Length)
            {
                _block = SHA256.HashData(Encoding.UTF8.GetBytes($"{label}/{_counter++}"));
                _used = 0;
            }
            b = _block[_used++];
            _drawn.WriteByte(b);
        }
    }
}
