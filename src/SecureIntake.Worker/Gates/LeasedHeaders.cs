using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Worker.Gates;

/// <summary>The headers that the gate gave for one lease, by part.</summary>
internal sealed class LeasedHeaders
{
    private readonly Dictionary<OpaqueId, Header> _headers = [];

    /// <summary>Takes them out of what the gate sealed to the run's key. One that does not open is missing.</summary>
    public LeasedHeaders(GateAnswer answer, HybridIdentity run)
    {
        foreach (var given in answer.Headers)
        {
            if (SmallFileOpening.TryOpen(given.Header, run, out byte[]? bytes, out _) && Header.TryParse(bytes, out var header, out _))
                _headers[given.Part] = header;
        }
    }

    /// <summary>The header of a part; null when there is none.</summary>
    public Header? Find(OpaqueId part) => _headers.GetValueOrDefault(part);
}
