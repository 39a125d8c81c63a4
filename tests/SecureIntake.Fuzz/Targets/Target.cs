namespace SecureIntake.Fuzz.Targets;

/// <summary>A parser that meets any bytes. Whatever it accepts must be written back as it was; whatever it refuses, it refuses without an
/// exception.</summary>
internal abstract class Target
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new HeaderTarget(), new ArmorTarget(), new TarTarget(), new CardTarget(), new ShareTarget(), new ReceiptTarget(), new KeyTarget(), new EntryTarget(),
        new ProofTarget(), new RequestTarget(),
    ];

    /// <summary>One word; also the name of its folder of findings in <c>tests/vectors/fuzz</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Where mutation begins: small, valid, each another way through the parser.</summary>
    public abstract IEnumerable<byte[]> Seeds();

    /// <summary>Tries one input.</summary>
    /// <exception cref="BrokenPropertyException">It was accepted, but it is not canonical.</exception>
    public abstract void Run(ReadOnlySpan<byte> input);

    public static Target Named(string name) => All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"No target is called {name}.");

    private protected void Require(bool holds, string property)
    {
        if (!holds) throw new BrokenPropertyException($"{Name}: {property}");
    }

    private protected void RequireSame(ReadOnlySpan<byte> input, ReadOnlySpan<byte> written) => Require(input.SequenceEqual(written), "accepted input is not canonical");

    /// <summary>Bytes that a seed fixes: findings must be found again.</summary>
    private protected static SecureIntake.Sealing.RandomSource Counting()
    {
        byte next = 0;
        return destination =>
        {
            foreach (ref var b in destination) b = unchecked(next += 41);
        };
    }
}

/// <summary>What the fuzzer is after.</summary>
internal sealed class BrokenPropertyException(string message) : Exception(message);
