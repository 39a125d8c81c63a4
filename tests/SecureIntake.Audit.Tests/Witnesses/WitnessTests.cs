using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Witnesses;

public sealed class WitnessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _forkFolder = new();
    private readonly LogSigner _signer = new(CheckpointTests.Name, CheckpointTests.Seed);
    private readonly WitnessSigner _witnessKey = new("witness.example", SpecimenOffice.Seed("witness"));
    private readonly Clock _clock = new();
    private readonly LogWriter _log;
    private Witness _witness;

    public WitnessTests()
    {
        _log = LogWriter.Open(_folder.Log, _signer);
        _witness = Start();
    }

    private string State => Path.Combine(_folder.Path, "witness");

    public void Dispose()
    {
        _witness.Dispose();
        _log.Dispose();
        _signer.Dispose();
        _witnessKey.Dispose();
        _folder.Dispose();
        _forkFolder.Dispose();
    }

    [Fact]
    public void A_growing_log_is_cosigned_step_by_step()
    {
        foreach (var (old, size) in new[] { (0, 0), (0, 1), (1, 1), (1, 300), (300, 301), (301, 700) })
        {
            Grow(size);
            var answer = Ask(old);
            Assert.Equal(200, answer.Status);
            var cosigned = Encoding.UTF8.GetString(_log.Tree.Note.Span) + answer.Body;
            var cosignature = Assert.Single(CheckpointNote.Cosignatures(Encoding.UTF8.GetBytes(cosigned), [_witnessKey.Key]));
            Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), cosignature.Time);
            Assert.Equal(cosigned, Encoding.UTF8.GetString(_witness.Read(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CheckpointTests.Name))))!));
            _clock.Seconds += 10;
        }
    }

    [Fact]
    public void It_remembers_across_restarts_and_tells_the_size_that_it_knows()
    {
        Grow(5);
        Assert.Equal(200, Ask(0).Status);
        Restart();
        Grow(9);
        Assert.Equal(new WitnessAnswer(409, "5\n"), Ask(0));
        Assert.Equal("text/x.tlog.size", Ask(7).ContentType);
        Assert.Equal(200, Ask(5).Status);
        Restart();
        Assert.Equal(new WitnessAnswer(409, "9\n"), Ask(5));
    }

    [Fact]
    public void A_log_that_was_rolled_back_gets_no_cosignature()
    {
        Grow(9);
        var old = _log.Tree;
        Grow(20);
        Assert.Equal(200, Ask(0).Status);
        Assert.Equal(new WitnessAnswer(409, "20\n"), _witness.Add(new AddCheckpoint(0, [], old.Note).ToBytes()));
        Assert.Equal(new WitnessAnswer(409, "20\n"), _witness.Add(new AddCheckpoint(9, [], old.Note).ToBytes()));
        Assert.Equal(400, _witness.Add(new AddCheckpoint(20, [], old.Note).ToBytes()).Status);
    }

    [Defends("T-14")]
    [Theory]
    [InlineData(10, 10, 409)]
    [InlineData(10, 11, 422)]
    [InlineData(10, 300, 422)]
    public void A_fork_gets_no_cosignature_whatever_proof_comes_with_it(int known, int forked, int status)
    {
        Grow(known);
        Assert.Equal(200, Ask(0).Status);
        using var fork = LogWriter.Open(_forkFolder.Log, _signer);
        fork.Append([[9, 9], .. TreeTests.Leaves(forked - 1)]);
        foreach (var proof in new[] { [], fork.Tree.ProveConsistency(known), [Rfc6962.Empty] })
            Assert.Equal(status, _witness.Add(new AddCheckpoint(known, proof, fork.Tree.Note).ToBytes()).Status);
        Assert.Equal(200, Ask(known).Status);
    }

    [Fact]
    public void Unknown_logs_wrong_keys_and_wrong_bodies_have_their_answers()
    {
        Grow(3);
        using var other = new LogSigner("other.example/log", CheckpointTests.Seed);
        using var forger = new LogSigner(CheckpointTests.Name, new byte[32]);
        var checkpoint = _log.Tree.Checkpoint;
        Assert.Equal(404, _witness.Add(new AddCheckpoint(0, [], other.Sign(checkpoint with { Origin = "other.example/log" })).ToBytes()).Status);
        Assert.Equal(403, _witness.Add(new AddCheckpoint(0, [], forger.Sign(checkpoint)).ToBytes()).Status);
        Assert.Equal(400, _witness.Add(new AddCheckpoint(4, [], _log.Tree.Note).ToBytes()).Status);
        // From nothing there is nothing to prove.
        Assert.Equal(422, _witness.Add(new AddCheckpoint(0, [Rfc6962.Empty], _log.Tree.Note).ToBytes()).Status);
        var note = Encoding.UTF8.GetString(_log.Tree.Note.Span);
        foreach (var body in new[] { "", "\n\n", "old 0", "old 0\n" + note, "old 00\n\n" + note, "old -1\n\n" + note, "old +0\n\n" + note, " old 0\n\n" + note, "old 0\nAAAA\n\n" + note, "old 0\r\n\n" + note, "old 99999999999999999999\n\n" + note, "old 0\n\n" + note[..^1], "old 0\n\n" + note + "x", "old 0\n" + string.Concat(Enumerable.Repeat(Rfc6962.Empty + "\n", 64)) + "\n" + note })
            Assert.Equal(400, _witness.Add(Encoding.UTF8.GetBytes(body)).Status);
        Assert.Equal(200, Ask(0).Status);
    }

    [Fact]
    public void Lines_that_strangers_add_are_ignored_and_not_kept()
    {
        Grow(3);
        byte[] note = [.. _log.Tree.Note.Span, .. "— someone.example AAAAAAA=\n"u8];
        Assert.Equal(200, _witness.Add(new AddCheckpoint(0, [], note).ToBytes()).Status);
        Assert.DoesNotContain("someone", Encoding.UTF8.GetString(_witness.Read(StateName)!), StringComparison.Ordinal);
        Restart();
        Assert.Equal(200, Ask(3).Status);
    }

    [Fact]
    public void A_clock_that_goes_backwards_makes_no_cosignature_older_than_the_last()
    {
        Grow(1);
        var first = TimeOf(Ask(0));
        _clock.Seconds -= 100_000;
        Restart();
        Grow(2);
        Assert.Equal(first, TimeOf(Ask(1)));
    }

    [Fact]
    public void A_memory_that_was_changed_or_belongs_to_another_key_is_not_used()
    {
        Grow(3);
        Ask(0);
        _witness.Dispose();
        var file = Path.Combine(State, StateName, "checkpoint");
        var good = File.ReadAllBytes(file);
        for (var i = 0; i < good.Length; i++)
        {
            var changed = good.ToArray();
            changed[i] ^= 4;
            File.WriteAllBytes(file, changed);
            Assert.Throws<LogDamagedException>(Start);
        }
        File.WriteAllBytes(file, good);
        using var other = new WitnessSigner("witness.example", new byte[32]);
        Assert.Throws<LogDamagedException>(() => new Witness(State, other, [_signer.Key], _clock));
        _witness = Start();
        Assert.Equal(200, Ask(3).Status);
    }

    [Fact]
    public void Two_processes_do_not_share_a_memory() => Assert.Throws<LogInUseException>(Start);

    [Fact]
    public void Of_many_at_once_each_history_step_is_cosigned_once()
    {
        var trees = new List<LogTree> { _log.Tree };
        for (var size = 1; size <= 20; size++)
        {
            Grow(size);
            trees.Add(_log.Tree);
        }
        var answers = new WitnessAnswer[400];
        Parallel.For(0, answers.Length, i =>
        {
            var (from, to) = (i % 20, i % 20 + 1);
            answers[i] = _witness.Add(new AddCheckpoint(from, trees[to].ProveConsistency(from), trees[to].Note).ToBytes());
        });
        // Whatever the order was, no size was cosigned after a larger one.
        var known = int.Parse(Ask(99).Status == 400 ? Ask(0).Body : "", CultureInfo.InvariantCulture);
        Assert.Equal(known, answers.Count(a => a.Status == 200));
    }

    [Fact]
    public void Any_bytes_are_answered_and_whatever_is_read_is_written_the_same()
    {
        Grow(40);
        var good = new AddCheckpoint(0, [], _log.Tree.Note).ToBytes();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var body = good.ToArray();
            body[at] = value;
            if (AddCheckpoint.TryParse(body, out var request)) Assert.Equal(body, request!.ToBytes());
            if (value != good[at]) Assert.NotEqual(200, _witness.Add(body).Status);
        });
        Gen.Byte.Array[0, 300].Sample(body => Assert.Equal(400, _witness.Add(body).Status));
    }

    private static string StateName => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CheckpointTests.Name)));

    private Witness Start() => new(State, _witnessKey, [_signer.Key], _clock);

    private void Restart()
    {
        _witness.Dispose();
        _witness = Start();
    }

    private void Grow(int size) => _log.Append(TreeTests.Leaves(size)[(int)_log.Tree.Size..]);

    private WitnessAnswer Ask(long old) =>
        _witness.Add(new AddCheckpoint(old, old < _log.Tree.Size ? _log.Tree.ProveConsistency(old) : [], _log.Tree.Note).ToBytes());

    private long TimeOf(WitnessAnswer answer) =>
        CheckpointNote.Cosignatures([.. _log.Tree.Note.Span, .. Encoding.UTF8.GetBytes(answer.Body)], [_witnessKey.Key]).Single().Time;

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; } = 1_795_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
    }
}
