using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Gate.Trust;

/// <summary>What the root signed, as the gate goes by it.</summary>
/// <param name="Bodies">Policy, directory and roster.</param>
/// <param name="Log">The log that the policy names.</param>
/// <param name="Witnesses">Who must have cosigned it, as the policy says: nobody can ask this gate for less than the root.</param>
/// <param name="Index">Where the roster stands in it.</param>
internal sealed record GateWorld(VerifiedPublication Bodies, LogKey Log, WitnessPolicy Witnesses, long Index)
{
    /// <summary>Whether all three documents hold on a day.</summary>
    public bool HoldsOn(DateOnly day) => Bodies.Policy.HoldsOn(day) && Bodies.Directory.HoldsOn(day) && Bodies.Roster.HoldsOn(day);

    /// <summary>The member as the root lists them; null for anyone else.</summary>
    public Member? Find(OpaqueId member) => Bodies.Directory.Members.FirstOrDefault(listed => listed.Id == member);

    /// <summary>The key that signs for a bench; null for one that is not listed.</summary>
    public Signer? SignerOfBench(OpaqueId bench) => Bodies.Directory.Benches.FirstOrDefault(listed => listed.Bench == bench)?.Signer;
}
