using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Verification;

/// <summary>What one look at one log cannot tell: an old copy, a second history, a checkpoint that nobody else saw.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SpecimenOffice _office = new();
    private readonly WitnessSigner _one = new("one.example", SpecimenOffice.Seed("witness one"));
    private readonly WitnessSigner _two = new("two.example", SpecimenOffice.Seed("witness two"));
    private readonly WitnessSigner _stranger = new("stranger.example", SpecimenOffice.Seed("witness stranger"));

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _stranger.Dispose();
        _office.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    [InlineData(614)]
    public async Task A_log_that_grew_begins_with_what_was_seen(int size)
    {
        var seen = Write("log", Entries(600)[..size]);
        Write("log", Entries(600)[size..]);
        Assert.IsType<Verdict.Verified>(await Verify("log", seen));
        Assert.IsType<Verdict.Verified>(await Verify("log", seen, seen, seen with { Size = 0, Root = Rfc6962.Empty }));
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Forked), await Verify("log", seen with { Root = SpecimenOffice.Digest("another root") }));
    }

    [Defends("T-14")]
    [Fact]
    public async Task An_old_copy_that_was_put_back_is_told_by_a_newer_checkpoint()
    {
        Write("log", Entries(300)[..270]);
        foreach (var file in new LogFolder(Place("log")).ListFiles().ToList())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Place("old"), file))!);
            File.Copy(Path.Combine(Place("log"), file), Path.Combine(Place("old"), file));
        }
        var seen = Write("log", Entries(300)[270..]);
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.RolledBack), await Verify("old", seen));
        Assert.IsType<Verdict.Verified>(await Verify("log", seen));
    }

    [Fact]
    public async Task Two_histories_are_told_apart_whichever_of_them_was_seen()
    {
        var entries = Entries(600);
        var ours = Write("log", entries);
        // The same log until entry 400, signed by the same key.
        var theirs = Write("fork", [.. entries[..400], .. entries[401..], .. SpecimenOffice.Receipts(700).TakeLast(50)]);
        Assert.True(theirs.Size > ours.Size);
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Forked), await Verify("fork", ours));
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.RolledBack), await Verify("log", theirs));
        Write("log", [.. SpecimenOffice.Receipts(900).TakeLast(100)]);
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Forked), await Verify("log", theirs));
    }

    [Theory]
    [InlineData("tile/0/000", "tile/0/001", "tile/0/000")]
    [InlineData("tile/entries/000", "tile/entries/001", "tile/entries/000")]
    [InlineData("tile/1/000.p/2", "tile/0/000", "tile/0/000")]
    public async Task Swapped_files_are_named(string one, string other, string named)
    {
        Write("log", Entries(600));
        var (a, b) = (File.ReadAllBytes(Path.Combine(Place("log"), one)), File.ReadAllBytes(Path.Combine(Place("log"), other)));
        File.WriteAllBytes(Path.Combine(Place("log"), one), b);
        File.WriteAllBytes(Path.Combine(Place("log"), other), a);
        Assert.StartsWith(named, await PlaceOf(Verify("log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_bundle_names_the_entry_where_it_ends()
    {
        var entries = Entries(600);
        Write("log", entries);
        var file = Path.Combine(Place("log"), "tile/entries/001");
        var good = File.ReadAllBytes(file);
        foreach (var kept in new[] { 0, 1, 100, 255 })
        {
            File.WriteAllBytes(file, good[..entries[256..(256 + kept)].Sum(e => 2 + e.Length)]);
            Assert.Equal(new Verdict.TamperedEntry(256 + kept, Fault.Malformed), await Verify("log"));
        }
        File.WriteAllBytes(file, [.. good, 0, 0]);
        Assert.Equal(new Verdict.TamperedTile("tile/entries/001", Fault.Malformed), await Verify("log"));
    }

    [Fact]
    public async Task Cosignatures_of_the_witnesses_that_the_root_named_are_checked()
    {
        Write("log", Entries(20, _one, _two));
        Assert.IsType<Verdict.Verified>(await Verify("log"));
        Cosign("log", _one, _two);
        Assert.IsType<Verdict.Verified>(await Verify("log"));
        Cosign("log", _stranger);
        Assert.IsType<Verdict.Verified>(await Verify("log"));
    }

    [Fact]
    public async Task A_line_of_nobody_known_is_ignored_also_while_a_witness_is_behind()
    {
        Write("none", Entries(20));
        Cosign("none", _stranger);
        Assert.IsType<Verdict.Verified>(await Verify("none"));
        Write("log", Entries(20, _one, _two));
        Cosign("log", _one, _stranger);
        Assert.IsType<Verdict.Verified>(await Verify("log"));
    }

    [Fact]
    public async Task A_line_that_names_a_witness_by_half_hides_a_cosignature_unless_there_is_the_right_one()
    {
        Write("log", Entries(20, _one, _two));
        using var renewed = new WitnessSigner("two.example", SpecimenOffice.Seed("witness two, another key"));
        Cosign("log", _one, renewed);
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Signature), await Verify("log"));
        Cosign("log", _two);
        Assert.IsType<Verdict.Verified>(await Verify("log"));

        Write("renamed", Entries(20, _one, _two));
        Cosign("renamed", _one, _two);
        var file = Path.Combine(Place("renamed"), "checkpoint");
        File.WriteAllText(file, File.ReadAllText(file).Replace("two.example", "six.example", StringComparison.Ordinal));
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Signature), await Verify("renamed"));
    }

    [Fact]
    public async Task A_witness_may_be_called_as_the_log_is()
    {
        using var namesake = new WitnessSigner(_office.Log.Key.Name, SpecimenOffice.Seed("witness namesake"));
        Write("log", Entries(20, namesake));
        Assert.IsType<Verdict.Verified>(await Verify("log"));
    }

    [Fact]
    public async Task Every_bit_of_a_cosigned_checkpoint_counts()
    {
        Write("log", Entries(0, _one, _two));
        Cosign("log", _one, _two);
        var file = Path.Combine(Place("log"), "checkpoint");
        var good = File.ReadAllBytes(file);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var changed = good.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, changed);
            Assert.Equal("checkpoint", await PlaceOf(Verify("log")));
        }
    }

    [Fact]
    public async Task A_policy_says_who_must_have_cosigned()
    {
        Write("log", Entries(20));
        Assert.True(WitnessPolicy.TryParse($"witness a {_one.Key}\nwitness b {_two.Key}\ngroup both all a b\nquorum both", out var policy, out _));
        var expected = new Expectations { Witnesses = policy! };
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Unwitnessed), await Verify("log", expected));
        Cosign("log", _one);
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Unwitnessed), await Verify("log", expected));
        Cosign("log", _two);
        Assert.IsType<Verdict.Verified>(await Verify("log", expected));
    }

    [Defends("T-05")]
    [Fact]
    public async Task A_thousand_single_bits_in_a_real_log_folder_are_each_found_and_named()
    {
        var entries = Entries(600, _one, _two);
        Write("log", entries[..270]);
        Write("log", entries[270..300]);
        // The beginning of a tile that still grows stays beside its successor until it is full, and is checked, too.
        Write("log", entries[300..500]);
        Cosign("log", _one, _two);
        Assert.IsType<Verdict.Verified>(await Verify("log"));
        var files = new LogFolder(Place("log")).ListFiles().Order(StringComparer.Ordinal).ToList();
        Assert.Contains("tile/entries/001.p/14", files);
        var sizes = files.Select(file => new FileInfo(Path.Combine(Place("log"), file)).Length).ToList();
        var random = new Random(4);
        for (var round = 0; round < 1000; round++)
        {
            // Half of them anywhere in the bytes of the folder, half in each file in turn: small files count as much.
            var (file, at) = round % 2 == 0 ? (round / 2 % files.Count, random.NextInt64(sizes[round / 2 % files.Count])) : Anywhere(sizes, random);
            var path = Path.Combine(Place("log"), files[file]);
            var good = File.ReadAllBytes(path);
            var changed = good.ToArray();
            changed[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, changed);
            var named = await PlaceOf(Verify("log"));
            Assert.True(named == files[file] || (named.Length > 0 && files[file].StartsWith(named, StringComparison.Ordinal)), $"{files[file]} {at}: {named}");
            File.WriteAllBytes(path, good);
        }
        Assert.IsType<Verdict.Verified>(await Verify("log"));
    }

    private static (int File, long At) Anywhere(List<long> sizes, Random random)
    {
        var at = random.NextInt64(sizes.Sum());
        var file = 0;
        for (; at >= sizes[file]; file++) at -= sizes[file];
        return (file, at);
    }

    /// <summary>The file that a verdict names; of an entry, the bundle that holds it.</summary>
    private static async Task<string> PlaceOf(Task<Verdict> verdict) => (await verdict).Match(_ => "", e => $"tile/entries/{e.Index / 256:d3}", t => t.Path);

    private byte[][] Entries(int receipts, params WitnessSigner[] witnesses)
    {
        var body = _office.PolicyBody();
        body["witnesses"] = string.Concat(witnesses.Select(w => $"witness {w.Key.Name} {w.Key}\n")) + "quorum none\n";
        var entries = _office.Entries().ToArray();
        entries[3] = SpecimenOffice.Publish("policy/v1", body, SpecimenOffice.Root1, SpecimenOffice.Root3);
        return [.. entries.Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(receipts)];
    }

    private Checkpoint Write(string name, byte[][] entries)
    {
        using var writer = LogWriter.Open(Place(name), _office.Log);
        writer.Append(entries);
        return writer.Tree.Checkpoint;
    }

    private void Cosign(string name, params WitnessSigner[] witnesses)
    {
        using var writer = LogWriter.Open(Place(name), _office.Log);
        Assert.True(writer.Cosign(writer.Tree.Checkpoint, [.. witnesses.Select(w => w.Cosign(writer.Tree.Checkpoint, 1_795_000_000))]));
    }

    private Task<Verdict> Verify(string name, params Checkpoint[] seen) => Verify(name, new Expectations { Seen = seen });

    private Task<Verdict> Verify(string name, Expectations expected) =>
        new LogVerifier(new LogFolder(Place(name)), new Authority(_office.RootFingerprint, null), expected).VerifyAsync(CancellationToken.None);

    private string Place(string name) => Path.Combine(_folder.Path, name);
}
