using System.Buffers.Binary;
using System.Diagnostics;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests;

namespace SecureIntake.Audit.Bench;

/// <summary>A log as a busy office would have it after years: policy, roster, then openings, each signed by a member.</summary>
internal static class LargeLog
{
    private const int Batch = 4096;

    public static void Write(string folder, SpecimenOffice office, int entries)
    {
        var first = office.Entries().Take(5).Select(e => e.Bytes.ToArray()).ToArray();
        var start = Stopwatch.GetTimestamp();
        using var writer = LogWriter.Open(folder, office.Log);
        writer.Append(first);
        double? early = null;
        while (writer.Tree.Size < entries)
        {
            var from = (int)writer.Tree.Size;
            writer.Append([.. Acts(from, Math.Min(Batch, entries - from)).AsParallel().AsOrdered()]);
            early ??= from > 20_000 ? Heap() : null;
        }
        Measurement.Say($"# a log of {entries} entries made and signed in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        Measurement.Say("# the writer's memory does not depend on the log's length: its heap at 20,000 entries and at the end");
        Measurement.Figure("writer_heap_mb.early", early ?? Heap());
        Measurement.Figure("writer_heap_mb.end", Heap());
        var bytes = writer.Folder.ListFiles().Sum(file => new FileInfo(Path.Combine(folder, file)).Length);
        Measurement.Figure("disk_mb", bytes / 1e6);
        Measurement.Figure("disk_bytes_per_entry", (double)bytes / entries);
    }

    /// <summary>Signed openings with the numbers from <paramref name="first"/> on.</summary>
    public static ParallelQuery<byte[]> Acts(int first, int count) => ParallelEnumerable.Range(first, count).AsOrdered().Select(Act);

    private static byte[] Act(int number)
    {
        Span<byte> nonce = stackalloc byte[Nonce.Length];
        BinaryPrimitives.WriteInt32BigEndian(nonce, number);
        var by = number % 3 == 0 ? SpecimenOffice.Verifier : SpecimenOffice.Lead;
        var stamp = SpecimenOffice.Stamp(by, "bench") with { Nonce = new Nonce(nonce) };
        return by.Sign(new PartsOpened(stamp, Purpose.Read, SpecimenOffice.Id("case"), [SpecimenOffice.Id("account"), SpecimenOffice.Id("evidence")], SpecimenOffice.Digest("one-time key"))).Bytes.ToArray();
    }

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;
}
