using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

/// <summary>
/// A disk that fails at its operation number <paramref name="at"/>: before it, with half of it done, or right after it. What was written and
/// not flushed by then is then lost, torn or kept, as <paramref name="chance"/> has it: a power cut owes nobody an order.
/// </summary>
internal sealed class FaultyDisk(int at, Moment moment, Random chance) : LogDisk
{
    private readonly List<string> _unflushed = [];
    private int _operations;

    /// <summary>Whether the log lived long enough for the operation to come.</summary>
    public bool Failed { get; private set; }

    public bool Armed { get; set; }

    public override void Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (IsNow() && moment != Moment.After) Tear(path, bytes);
        base.Write(path, bytes);
        Written(path);
    }

    public override void Stage(string path, ReadOnlySpan<byte> bytes)
    {
        if (IsNow() && moment != Moment.After) Tear(path, bytes);
        base.Stage(path, bytes);
        Written(path);
    }

    public override void Flush()
    {
        if (IsNow() && moment != Moment.After) Fail();
        base.Flush();
        _unflushed.Clear();
        if (IsDone()) Fail();
    }

    public override void Rename(string from, string to)
    {
        if (IsNow() && moment != Moment.After) Fail();
        base.Rename(from, to);
        if (IsDone()) Fail();
    }

    private bool IsNow() => Armed && _operations++ == at;

    private bool IsDone() => Armed && moment == Moment.After && _operations - 1 == at;

    private void Written(string path)
    {
        _unflushed.Add(path);
        if (IsDone()) Fail();
    }

    private void Tear(string path, ReadOnlySpan<byte> bytes)
    {
        if (moment == Moment.Within)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        }
        Fail();
    }

    private void Fail()
    {
        Failed = true;
        Armed = false;
        Forget();
        foreach (var path in _unflushed)
        {
            switch (chance.Next(3))
            {
                case 0:
                    File.Delete(path);
                    break;
                case 1:
                    var bytes = File.ReadAllBytes(path);
                    File.WriteAllBytes(path, bytes[..chance.Next(bytes.Length + 1)]);
                    break;
            }
        }
        throw new IOException("No space left on device");
    }
}

/// <summary>When in an operation it fails.</summary>
public enum Moment
{
    Before,
    Within,
    After,
}
