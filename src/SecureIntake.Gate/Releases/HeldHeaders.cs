using System.Security.Cryptography;
using SecureIntake.Gate.Keys;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Releases;

/// <summary>Takes a header out of a gate key and puts it into another key. The header itself opens with neither.</summary>
internal sealed class HeldHeaders(GateKeys keys)
{
    /// <summary>Whether a key was destroyed.</summary>
    public bool IsShredded(GateScope scope) => keys.IsShredded(scope);

    /// <summary>Seals a held header anew.</summary>
    /// <param name="part">The part that the answer names.</param>
    /// <param name="scope">By which key it is held.</param>
    /// <param name="name">What it must be of.</param>
    /// <param name="held">The held header.</param>
    /// <param name="to">Whom it is for.</param>
    /// <param name="given">The answer.</param>
    /// <returns>Why not; null when it is done.</returns>
    public GateRefusal? Give(OpaqueId part, GateScope scope, HeldName name, byte[] held, HybridRecipient to, out GivenHeader? given)
    {
        given = null;
        using var identity = keys.Open(scope, out var why);
        if (identity is null)
            return why;
        if (!HeldHeaderOpening.TryOpen(held, name, identity, out byte[]? header))
            return GateRefusal.HeldForeign;
        given = new GivenHeader(part, SmallFile.Seal(header, to, RandomNumberGenerator.Fill));
        return null;
    }

    /// <summary>Holds by the case's keys what the week's key holds, under the same name. Neither is made for it.</summary>
    /// <param name="week">The week.</param>
    /// <param name="case">The case.</param>
    /// <param name="holders">The case's key of every gate, this one's among them.</param>
    /// <param name="name">What it must be of.</param>
    /// <param name="held">The held header.</param>
    /// <param name="moved">The same header, held by the case's keys.</param>
    /// <returns>Why not; null when it is done.</returns>
    public GateRefusal? Move(Week week, OpaqueId @case, IReadOnlyList<HybridRecipient> holders, HeldName name, byte[] held, out byte[]? moved)
    {
        moved = null;
        using var own = keys.Open(GateScope.Of(@case), out var why);
        if (own is null)
            return why;
        if (!holders.Contains(own.Recipient))
            return GateRefusal.KeysRefused;
        using var from = keys.Open(GateScope.Of(week), out why);
        if (from is null)
            return why;
        if (!HeldHeaderOpening.TryOpen(held, name, from, out byte[]? header))
            return GateRefusal.HeldForeign;
        moved = HeldHeader.Seal(name, header, holders, RandomNumberGenerator.Fill);
        return null;
    }
}
