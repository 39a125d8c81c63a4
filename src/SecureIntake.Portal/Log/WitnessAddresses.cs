using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Where witnesses take checkpoints: the addresses of a file in the form of a C2SP tlog-policy. Whom they belong to and how many must cosign is what the
/// root signed; nothing else of the file counts.
/// </summary>
internal sealed class WitnessAddresses
{
    private readonly Dictionary<WitnessKey, Uri> _addresses;

    private WitnessAddresses(WitnessPolicy policy) => _addresses = policy.Witnesses.Where(witness => witness.Address is not null)
        .ToDictionary(witness => witness.Key, witness => witness.Address!);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Uri> All => _addresses.Values;

    /// <summary>The address of a witness; null where the file has none.</summary>
    public Uri? Of(WitnessKey witness) => _addresses.GetValueOrDefault(witness);

    /// <summary>Reads the file; none are known without one.</summary>
    /// <exception cref="InvalidOperationException">It is no tlog-policy.</exception>
    public static WitnessAddresses Read(string file) =>
        file.Length == 0 ? new(WitnessPolicy.None)
        : WitnessPolicy.TryParse(File.ReadAllText(file), out var policy, out int line) ? new(policy!)
        : throw new InvalidOperationException($"Portal:WitnessAddressesFile is no witness policy: see its line {line}");
}
