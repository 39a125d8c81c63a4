using System.Text;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Witnesses;

public sealed class CosignatureTests : IDisposable
{
    private readonly LogSigner _log = new(CheckpointTests.Name, CheckpointTests.Seed);
    private readonly WitnessSigner _one = new("one.example", SpecimenOffice.Seed("witness one"));
    private readonly WitnessSigner _two = new("two.example", SpecimenOffice.Seed("witness two"));
    private readonly Checkpoint _checkpoint = new(CheckpointTests.Name, 7, Rfc6962.Empty);

    public void Dispose()
    {
        _log.Dispose();
        _one.Dispose();
        _two.Dispose();
    }

    /// <summary>
    /// The test data of FiloSottile/sunlight (Go): a checkpoint that a log signed in a way that we do not read (RFC 6962, ECDSA), and a witness
    /// in the way that we do.
    /// </summary>
    [Fact]
    public void A_cosignature_that_another_implementation_made_verifies()
    {
        const string vkey = "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN";
        var note = Encoding.UTF8.GetBytes(
            "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n\n"
            + "— rome2026h1.example.org kVB1JgAAAZtxtEwABAMARzBFAiEAi+mTa2xjL1IdWpH82OeciGsGvwRAP+f1WkfKaSZCfFECIHoNPZ/Q3y6UNzvKOO9cuLr6V16vPNfhwhle9f6r5H/Z\n"
            + "— witness.example.org uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGTLIqAVusneCBmBw==\n");
        Assert.True(WitnessKey.TryParse(vkey, out var key));
        Assert.Equal(vkey, key!.ToString());
        var cosignature = Assert.Single(CheckpointNote.Cosignatures(note, [key]));
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.FromUnixTimeSeconds(cosignature.Time));
        note[1]++;
        Assert.Empty(CheckpointNote.Cosignatures(note, [key]));
    }

    /// <summary>The example of C2SP tlog-cosignature. Its key is not published; its form is.</summary>
    [Fact]
    public void The_example_of_the_specification_has_the_time_that_it_says()
    {
        const string line = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
        Assert.True(NoteSignature.TryParse(line, out var signature));
        Assert.Equal(line, signature.ToString());
        Assert.Equal(0x8d66cf3fu, signature.KeyId);
        Assert.Equal(1679315147, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(signature.Signature.Span));
    }

    [Fact]
    public void Cosignatures_are_added_kept_apart_and_replaced()
    {
        var note = CheckpointNote.Cosign(_log.Sign(_checkpoint), [_one.Cosign(_checkpoint, 100), _two.Cosign(_checkpoint, 101)]);
        Assert.True(CheckpointNote.TryVerify(note, _log.Key, out var read));
        Assert.Equal(_checkpoint, read);
        Assert.Equal([(_one.Key, 100L), (_two.Key, 101L)], CheckpointNote.Cosignatures(note, [_one.Key, _two.Key]).Select(c => (c.Key, c.Time)));
        Assert.Equal([(_two.Key, 101L)], CheckpointNote.Cosignatures(note, [_two.Key]).Select(c => (c.Key, c.Time)));

        note = CheckpointNote.Cosign(note, [_one.Cosign(_checkpoint, 200)]);
        Assert.Equal([(_one.Key, 200L), (_two.Key, 101L)], CheckpointNote.Cosignatures(note, [_one.Key, _two.Key]).Select(c => (c.Key, c.Time)));
        Assert.Throws<ArgumentException>(() => CheckpointNote.Cosign(note, [_one.Cosign(_checkpoint with { Size = 8 }, 200)]));
    }

    [Fact]
    public void Lines_of_unknown_signers_are_ignored_and_malformed_ones_refused()
    {
        var note = _log.Sign(_checkpoint);
        Assert.True(CheckpointNote.TryVerify([.. note, .. "— someone.example AAAAAAA=\n"u8], _log.Key, out _));
        foreach (var line in new[] { "— someone.example AAAA\n", "— someone.example AAAAAAB=\n", "- someone.example AAAAAAA=\n", "— some one AAAAAAA=\n", "—  AAAAAAA=\n", "— a+b AAAAAAA=\n", "\n", "— someone.example AAAAAAA=" })
            Assert.False(CheckpointNote.TryVerify([.. note, .. Encoding.UTF8.GetBytes(line)], _log.Key, out _), line);
    }

    [Fact]
    public void A_log_signs_once()
    {
        var note = Encoding.UTF8.GetString(_log.Sign(_checkpoint));
        var line = note[(note.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        Assert.False(CheckpointNote.TryVerify(Encoding.UTF8.GetBytes(note + line), _log.Key, out _));
    }

    [Fact]
    public void Every_bit_of_a_cosignature_counts()
    {
        var plain = _log.Sign(_checkpoint);
        var note = CheckpointNote.Cosign(plain, [_one.Cosign(_checkpoint, 100)]);
        for (var bit = plain.Length * 8; bit < note.Length * 8; bit++)
        {
            var changed = note.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Empty(CheckpointNote.Cosignatures(changed, [_one.Key]));
        }
    }

    [Fact]
    public void The_key_of_a_log_is_none_of_a_witness_and_the_other_way_round()
    {
        Assert.False(WitnessKey.TryParse(_log.Key.ToString(), out _));
        Assert.False(LogKey.TryParse(_one.Key.ToString(), out _));
        using var same = new WitnessSigner(CheckpointTests.Name, CheckpointTests.Seed);
        Assert.Equal(_log.Key.Key, same.Key.Key);
        Assert.NotEqual(_log.Key.Id, same.Key.Id);
        // A cosignature by the log's own key says nothing about what others saw, and does not pass for the log's.
        Assert.False(CheckpointNote.TryVerify(new SignedNote(_checkpoint.ToString(), [same.Cosign(_checkpoint, 1).ToLine()]).ToBytes(), _log.Key, out _));
    }

    [Fact]
    public void A_proof_is_witnessed_when_its_policy_says_so()
    {
        using var folder = new TemporaryFolder();
        using var writer = LogWriter.Open(folder.Log, _log);
        writer.Append([[1], [2], [3]]);
        Assert.True(WitnessPolicy.TryParse($"witness a {_one.Key}\nwitness b {_two.Key}\ngroup both all a b\nquorum both\n", out var policy, out _));
        Assert.False(writer.Tree.Prove(1).Verify(_log.Key, policy!, [2]));
        Assert.True(writer.Cosign(writer.Tree.Checkpoint, [_one.Cosign(writer.Tree.Checkpoint, 1)]));
        Assert.False(writer.Tree.Prove(1).Verify(_log.Key, policy!, [2]));
        var old = writer.Tree.Checkpoint;
        Assert.True(writer.Cosign(old, [_two.Cosign(old, 2)]));
        var proof = writer.Tree.Prove(1);
        Assert.True(proof.Verify(_log.Key, policy!, [2]));
        Assert.False(proof.Verify(_log.Key, policy!, [3]));
        Assert.True(LogProof.TryParse(proof.ToString(), out var read));
        Assert.True(read!.Verify(_log.Key, policy!, [2]));

        writer.Append([[4]]);
        Assert.False(writer.Cosign(old, [_one.Cosign(old, 3)]));
        Assert.Empty(CheckpointNote.Cosignatures(writer.Tree.Note.Span, [_one.Key, _two.Key]));
    }
}
