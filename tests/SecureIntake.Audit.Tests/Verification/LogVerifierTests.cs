using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;

namespace SecureIntake.Audit.Tests.Verification;

public sealed class LogVerifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SpecimenOffice _office = new();

    public void Dispose()
    {
        _office.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(241)]
    [InlineData(242)]
    [InlineData(243)]
    [InlineData(700)]
    public async Task A_log_of_any_size_verifies_by_root_and_by_key(int receipts)
    {
        var size = Write([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(receipts)]);
        foreach (var authority in Authorities())
        {
            var verified = Assert.IsType<Verdict.Verified>(await Verify(authority));
            Assert.Equal(size, verified.Checkpoint.Size);
            Assert.Equal(_office.Log.Key, verified.Key);
        }
    }

    [Fact]
    public async Task An_empty_log_verifies_by_its_key_and_proves_no_root()
    {
        Write([]);
        Assert.IsType<Verdict.Verified>(await Verify(new Authority(null, _office.Log.Key)));
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Unvouched), await Verify(new Authority(_office.RootFingerprint, null)));
    }

    [Fact]
    public async Task A_log_before_its_first_publication_verifies_by_its_key_and_the_root_vouches_for_nothing()
    {
        Write([.. _office.Entries().Take(3).Select(e => e.Bytes.ToArray())]);
        Assert.IsType<Verdict.Verified>(await Verify(new Authority(null, _office.Log.Key)));
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Unvouched), await Verify(new Authority(_office.RootFingerprint, null)));
    }

    [Fact]
    public async Task Old_partial_tiles_are_checked_where_they_are_kept()
    {
        byte[][] all = [.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(300)];
        using (var writer = LogWriter.Open(_folder.Log, _office.Log))
        {
            writer.Append(all[..270]);
            writer.Append(all[270..]);
        }
        Assert.IsType<Verdict.Verified>(await Verify(Authorities()[0]));
        var stale = Path.Combine(_folder.Log, "tile/entries/001.p/14");
        var bytes = File.ReadAllBytes(stale);
        bytes[^1] ^= 1;
        File.WriteAllBytes(stale, bytes);
        Assert.Equal(new Verdict.TamperedTile("tile/entries/001.p/14", Fault.Hash), await Verify(Authorities()[0]));
    }

    [Defends("T-05")]
    [Fact]
    public async Task A_changed_bit_anywhere_is_found_and_its_place_named()
    {
        Write([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(600)]);
        var files = new LogFolder(_folder.Log).ListFiles().ToList();
        var random = new Random(1);
        for (var round = 0; round < 400; round++)
        {
            var file = files[round % files.Count];
            var path = Path.Combine(_folder.Log, file);
            var good = File.ReadAllBytes(path);
            var changed = good.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, changed);
            foreach (var authority in Authorities())
            {
                var named = (await Verify(authority)).Match(_ => "nothing", e => $"tile/entries/{e.Index / 256:d3}", t => t.Path);
                Assert.StartsWith(named, file, StringComparison.Ordinal);
            }
            File.WriteAllBytes(path, good);
        }
        Assert.IsType<Verdict.Verified>(await Verify(Authorities()[0]));
    }

    [Fact]
    public async Task A_changed_entry_is_named_by_its_index()
    {
        var entries = _office.Entries().Select(e => e.Bytes.ToArray()).Concat(SpecimenOffice.Receipts(300)).ToArray();
        Write(entries);
        foreach (var index in new[] { 0, 3, 13, 100, 255, 256, 313 })
        {
            var file = Path.Combine(_folder.Log, index < 256 ? "tile/entries/000" : "tile/entries/001.p/64");
            var good = File.ReadAllBytes(file);
            var changed = good.ToArray();
            var at = entries.Skip(index / 256 * 256).Take(index % 256).Sum(e => 2 + e.Length) + 2;
            changed[at + 10] ^= 1;
            File.WriteAllBytes(file, changed);
            Assert.Equal(new Verdict.TamperedEntry(index, Fault.Hash), await Verify(Authorities()[1]));
            File.WriteAllBytes(file, good);
        }
    }

    [Fact]
    public async Task An_entry_changed_together_with_its_tiles_is_found_by_the_root()
    {
        Write([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(600)]);
        using var forger = new TemporaryFolder();
        using (var writer = LogWriter.Open(forger.Log, _office.Log))
            writer.Append([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(601).Skip(1)]);
        foreach (var file in new[] { "tile/entries/000", "tile/0/000" })
            File.Copy(Path.Combine(forger.Log, file), Path.Combine(_folder.Log, file), overwrite: true);
        Assert.Equal(new Verdict.TamperedTile("tile/0/000", Fault.Hash), await Verify(Authorities()[1]));
    }

    [Fact]
    public async Task A_missing_and_a_foreign_file_are_named()
    {
        Write([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(600)]);
        foreach (var file in new LogFolder(_folder.Log).ListFiles().ToList())
        {
            var path = Path.Combine(_folder.Log, file);
            File.Move(path, path + "-away");
            Assert.Equal(new Verdict.TamperedTile(file, Fault.Missing), await Verify(Authorities()[1]));
            File.Move(path + "-away", path);
        }
        foreach (var file in new[] { "notes.txt", "tile/0/9", "tile/0/003", "tile/2/000.p/1", "tile/entries/002.p/200", "tile/x/000", ".hidden" })
        {
            var path = Path.Combine(_folder.Log, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [1]);
            Assert.Equal(new Verdict.TamperedTile(file, Fault.Unknown), await Verify(Authorities()[1]));
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_is_longer_or_shorter_is_found()
    {
        Write([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(600)]);
        foreach (var file in new LogFolder(_folder.Log).ListFiles().ToList())
        {
            var path = Path.Combine(_folder.Log, file);
            var good = File.ReadAllBytes(path);
            foreach (var changed in new[] { [.. good, 0], good[..^1], [] })
            {
                File.WriteAllBytes(path, changed);
                Assert.IsNotType<Verdict.Verified>(await Verify(Authorities()[1]));
            }
            File.WriteAllBytes(path, good);
        }
    }

    [Fact]
    public async Task Another_root_and_another_key_are_not_accepted()
    {
        Write([.. _office.Entries().Select(e => e.Bytes.ToArray())]);
        Assert.Equal(new Verdict.TamperedEntry(3, Fault.NotEntitled), await Verify(new Authority(new string('0', 64), null)));
        using var other = new LogSigner("specimen.example/log", new byte[32]);
        Assert.Equal(new Verdict.TamperedTile("checkpoint", Fault.Signature), await Verify(new Authority(null, other.Key)));
    }

    [Theory, Defends("T-17")]
    [InlineData("policy/v1")]
    [InlineData("roster/v1")]
    public async Task What_the_root_replaced_does_not_come_back_whoever_adds_a_signature(string kind)
    {
        var good = _office.Entries();
        JsonObject Body() => kind == "policy/v1" ? _office.PolicyBody() : SpecimenOffice.RosterBody();
        var next = SpecimenOffice.Publish(kind, With(Body(), "expires", "2027-01-01"), SpecimenOffice.Root1, SpecimenOffice.Root2);
        Entry Again(params SpecimenOffice.Key[] signers) => SpecimenOffice.Publish(kind, Body(), signers);
        // The newest may be signed once more; one that was replaced may not, and no more one that was issued before.
        foreach (var (late, holds) in new[]
        {
            (Again(SpecimenOffice.Root1, SpecimenOffice.Root2, SpecimenOffice.Root3), false),
            (Again(SpecimenOffice.Root1, SpecimenOffice.Root2, SpecimenOffice.Stranger), false),
            (SpecimenOffice.Publish(kind, With(Body(), "issued", "2026-11-01"), SpecimenOffice.Root1, SpecimenOffice.Root2), false),
            (SpecimenOffice.Publish(kind, With(Body(), "expires", "2027-01-01"), SpecimenOffice.Root1, SpecimenOffice.Root3, SpecimenOffice.Stranger), true),
        })
        {
            Write([.. good.Append(next).Append(late).Select(e => e.Bytes.ToArray())]);
            foreach (var authority in Authorities())
            {
                var verdict = await Verify(authority);
                if (holds) Assert.IsType<Verdict.Verified>(verdict);
                else Assert.Equal(new Verdict.TamperedEntry(good.Count + 1, Fault.NotEntitled), verdict);
            }
            Directory.Delete(_folder.Log, recursive: true);
        }
    }

    [Fact]
    public async Task An_entry_by_somebody_who_is_not_entitled_is_named()
    {
        var good = _office.Entries();
        var opened = (PartsOpened)good.Single(e => e.Act is PartsOpened).Act;
        var triaged = (CaseTriaged)good.Single(e => e.Act is CaseTriaged).Act;
        foreach (var bad in new[]
        {
            SpecimenOffice.Stranger.Sign(opened),
            SpecimenOffice.Verifier.Sign(opened),
            SpecimenOffice.Bench.Sign(opened with { Stamp = SpecimenOffice.Stamp(SpecimenOffice.Bench, "x") }),
            SpecimenOffice.Verifier.Sign(triaged with { Stamp = SpecimenOffice.Stamp(SpecimenOffice.Verifier, "x") }),
            Entry.WithSignature(opened, SpecimenOffice.Lead.Public, new byte[64]),
            SpecimenOffice.Publish("policy/v1", _office.PolicyBody(), SpecimenOffice.Root1),
            SpecimenOffice.Publish("policy/v1", _office.PolicyBody(), SpecimenOffice.Root1, SpecimenOffice.Lead),
            SpecimenOffice.Publish("policy/v1", With(_office.PolicyBody(), "log", "other.example/log+00000000+AA=="), SpecimenOffice.Root1, SpecimenOffice.Root2),
            SpecimenOffice.Publish("policy/v1", With(_office.PolicyBody(), "surplus", 1), SpecimenOffice.Root1, SpecimenOffice.Root2),
            SpecimenOffice.Publish("policy/v1", With(_office.PolicyBody(), "expires", "2027-02-22"), SpecimenOffice.Root1, SpecimenOffice.Root2),
            SpecimenOffice.Publish("roster/v1", SpecimenOffice.RosterBody(), SpecimenOffice.Root1),
            SpecimenOffice.Publish("roster/v1", With(SpecimenOffice.RosterBody(), "v", 2), SpecimenOffice.Root1, SpecimenOffice.Root2),
            SpecimenOffice.Publish("desk/v1", SpecimenOffice.DeskBody(), SpecimenOffice.Lead),
            SpecimenOffice.Publish("desk/v1", SpecimenOffice.DeskBody(), SpecimenOffice.Lead, SpecimenOffice.Verifier),
            SpecimenOffice.Publish("desk/v1", SpecimenOffice.DeskBody(), SpecimenOffice.Root1, SpecimenOffice.Root2),
        })
        {
            Write([.. good.Append(bad).Append(good[6]).Select(e => e.Bytes.ToArray())]);
            foreach (var authority in Authorities())
                Assert.Equal(new Verdict.TamperedEntry(good.Count, Fault.NotEntitled), await Verify(authority));
            Directory.Delete(_folder.Log, recursive: true);
        }
    }

    [Fact]
    public async Task A_signature_before_the_roster_that_lists_its_key_is_named()
    {
        var good = _office.Entries();
        Write([.. new[] { good[3], good[7], good[4] }.Select(e => e.Bytes.ToArray())]);
        Assert.Equal(new Verdict.TamperedEntry(1, Fault.NotEntitled), await Verify(Authorities()[0]));
    }

    [Fact]
    public async Task A_member_whom_a_newer_roster_drops_no_longer_signs()
    {
        var good = _office.Entries();
        var roster = SpecimenOffice.RosterBody();
        roster["signers"]!.AsArray().RemoveAt(0);
        Write([.. good.Append(SpecimenOffice.Publish("roster/v1", roster, SpecimenOffice.Root1, SpecimenOffice.Root2)).Append(good.Single(e => e.Act is PartsOpened)).Select(e => e.Bytes.ToArray())]);
        Assert.Equal(new Verdict.TamperedEntry(good.Count + 1, Fault.NotEntitled), await Verify(Authorities()[0]));
    }

    [Fact]
    public async Task Bytes_that_are_no_entry_are_named()
    {
        Write([.. _office.Entries().Select(e => e.Bytes.ToArray()), Encoding.UTF8.GetBytes("{ }")]);
        Assert.Equal(new Verdict.TamperedEntry(_office.Entries().Count, Fault.Malformed), await Verify(Authorities()[0]));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_named_like_any_other_fault()
    {
        var good = _office.Entries();
        var policy = _office.PolicyBody().ToJsonString();
        foreach (var (bad, fault) in new (byte[], Fault)[]
        {
            (Encoding.UTF8.GetBytes(@"{""act"":{""type"":""\ud800""}}"), Fault.Malformed),
            (Encoding.UTF8.GetBytes(@"{""act"":{""\ud800"":1,""type"":""receipt/v1""}}"), Fault.Malformed),
            (Published(policy.Replace("http://intake.localhost", @"\ud800", StringComparison.Ordinal)), Fault.NotEntitled),
            (Published(policy.Replace("\"address\"", @"""\udc00""", StringComparison.Ordinal)), Fault.NotEntitled),
        })
        {
            Write([.. good.Select(e => e.Bytes.ToArray()), bad, good[6].Bytes.ToArray()]);
            foreach (var authority in Authorities())
                Assert.Equal(new Verdict.TamperedEntry(good.Count, fault), await Verify(authority));
            Directory.Delete(_folder.Log, recursive: true);
        }

        static byte[] Published(string body) => SpecimenOffice.Publish("policy/v1", body, SpecimenOffice.Root1, SpecimenOffice.Root2).Bytes.ToArray();
    }

    [Fact]
    public void A_check_without_anything_known_beforehand_is_refused() =>
        Assert.Throws<ArgumentException>(() => new LogVerifier(new LogFolder(_folder.Log), new Authority(null, null)));

    private Authority[] Authorities() =>
        [new(_office.RootFingerprint, null), new(null, _office.Log.Key), new(_office.RootFingerprint, _office.Log.Key)];

    private async Task<Verdict> Verify(Authority authority) =>
        await new LogVerifier(new LogFolder(_folder.Log), new Authority(authority.RootFingerprint, authority.Log)).VerifyAsync(CancellationToken.None);

    private int Write(byte[][] entries)
    {
        using var writer = LogWriter.Open(_folder.Log, _office.Log);
        writer.Append(entries);
        return entries.Length;
    }

    private static System.Text.Json.Nodes.JsonObject With(System.Text.Json.Nodes.JsonObject body, string name, System.Text.Json.Nodes.JsonNode value)
    {
        body[name] = value;
        return body;
    }
}
