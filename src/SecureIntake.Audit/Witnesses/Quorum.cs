namespace SecureIntake.Audit.Witnesses;

/// <summary>Which cosigners are enough: one witness, or k of the parts of a group. It prints itself for people.</summary>
internal abstract record Quorum
{
    private Quorum()
    {
    }

    /// <summary>Whether these cosigners make it.</summary>
    public abstract bool IsMetBy(IReadOnlySet<WitnessKey> cosigners);

    /// <summary>Nobody need cosign.</summary>
    public sealed record Nobody : Quorum
    {
        public override bool IsMetBy(IReadOnlySet<WitnessKey> cosigners) => true;

        public override string ToString() => "nobody";
    }

    /// <summary>One witness.</summary>
    public sealed record One(WitnessKey Key) : Quorum
    {
        public override bool IsMetBy(IReadOnlySet<WitnessKey> cosigners) => cosigners.Contains(Key);

        public override string ToString() => Key.Name;
    }

    /// <summary>So many of these parts.</summary>
    public sealed record Group(int K, IReadOnlyList<Quorum> Parts) : Quorum
    {
        public override bool IsMetBy(IReadOnlySet<WitnessKey> cosigners) => Parts.Count(part => part.IsMetBy(cosigners)) >= K;

        public override string ToString() => $"{K} of ({string.Join(", ", Parts)})";
    }
}
