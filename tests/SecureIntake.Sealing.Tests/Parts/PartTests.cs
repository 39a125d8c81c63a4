using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using Xunit;

namespace SecureIntake.Sealing.Tests.Parts;

public class PartTests
{
    private static readonly HybridIdentity Reader = HybridIdentity.Create(new FixedRandom("part/reader").Fill);
    private static readonly SourceIdentity SourceReader = SourceIdentity.Create(new FixedRandom("part/reader").Fill);

    private static (SealedPart Part, byte[] Payload) Seal(Compartment compartment, params PartEntry[] entries)
    {
        using var payload = new MemoryStream();
        var part = compartment is SourceCompartment source
            ? PartSealer.Seal(source, entries, SourceReader.Recipient, payload, new FixedRandom("part").Fill)
            : PartSealer.Seal(compartment, entries, Reader.Recipient, payload, new FixedRandom("part").Fill);
        return (part, payload.ToArray());
    }

    private static PartEntry Entry(string name, int length) => new(name, Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray());

    private static PartEntry[] Some(Compartment compartment) =>
        compartment == Compartment.Evidence ? [Entry("evidence.json", 40), Entry("evidence.pdf", 70_000)]
        : compartment == Compartment.Source ? [Entry("source.json", 40), Entry("paper-1.jpg", 70_000), Entry("paper-2.png", 5)]
        : compartment == Compartment.Copy ? [Entry("copy.json", 40), Entry("page-1.png", 1_000)]
        : [Entry(compartment.Record, 600)];

    public static TheoryData<string> Compartments => [.. Compartment.All.Select(compartment => compartment.Name)];

    private static Compartment Named(string name) => Compartment.TryParse(name, out var compartment) ? compartment : throw new UnreachableException();

    [Theory, MemberData(nameof(Compartments))]
    public void A_part_opens_to_the_files_that_were_sealed(string name)
    {
        var compartment = Named(name);
        var (part, payload) = Seal(compartment, Some(compartment));
        Assert.Equal(Header.SingleHybridLength, part.Header.Length);
        Assert.Equal(SHA256.HashData(payload), part.PayloadDigest);
        Assert.Equal(payload.Length, part.PayloadLength);
        Assert.True(StructuralCheck.IsPartHeader(part.Header.ToBytes(), out _));
        Assert.True(StructuralCheck.IsPossibleLength(compartment, Header.SingleHybridLength + payload.Length));

        using var plaintext = new MemoryStream();
        Assert.True(PartOpener.TryOpen(Reader, part.Header, new MemoryStream(payload), new Bytes32(part.PayloadDigest), new Bytes32(part.Commitment), plaintext, out _));
        Assert.True(PartContent.TryRead(compartment, plaintext, out var content));
        Assert.Equal(Some(compartment).Select(entry => entry.Name), content.Files.Select(file => file.Name));
        foreach (var (entry, file) in Some(compartment).Zip(content.Files))
        {
            using var copied = new MemoryStream();
            content.CopyTo(file, copied);
            Assert.Equal(copied.ToArray(), content.Read(file));
            Assert.Equal(entry.Length, file.Length);
        }
        foreach (var other in Compartment.All.Where(other => other != compartment))
            Assert.False(PartContent.TryRead(other, plaintext, out _), $"read as {other}");
    }

    [Fact]
    public void Parts_of_any_size_open_and_have_a_length_that_the_check_allows()
    {
        Gen.OneOf(Gen.Int[0, 2_000], Gen.Int[15_000, 17_500], Gen.Int[63_000, 68_000], Gen.Int[130_000, 133_000]).Sample(length =>
        {
            var (part, payload) = Seal(Compartment.Evidence, Entry("evidence.json", 10), Entry("evidence.bin", length));
            Assert.True(StructuralCheck.IsPossibleLength(Compartment.Evidence, Header.SingleHybridLength + payload.Length));
            Assert.True(Reader.TryUnwrap(part.Header, out var fileKey, out _));
            using var plaintext = new MemoryStream();
            using var reader = new PayloadReader(fileKey, new MemoryStream(payload));
            Assert.True(reader.TryCopyTo(plaintext, out _));
            Assert.Equal(Padding.Padme(plaintext.Length), plaintext.Length);
        }, iter: 60);
    }

    [Fact]
    public void A_swapped_payload_is_named_by_its_digest()
    {
        var (part, _) = Seal(Compartment.Account, Entry("account.json", 20));
        Assert.True(Reader.TryUnwrap(part.Header, out var fileKey, out _));
        // Sealed again under the same file key, as a thief of that key could.
        using var other = new MemoryStream();
        using (var writer = new PayloadWriter(fileKey, other, new FixedRandom("swapped").Fill))
        {
            writer.Write(new byte[Padding.Floor]);
            writer.Complete();
        }
        other.Position = 0;
        Assert.False(PartOpener.TryOpen(Reader, part.Header, other, new Bytes32(part.PayloadDigest), new Bytes32(part.Commitment), Stream.Null, out var why));
        Assert.Equal(OpenFailure.WrongPayload, why);
    }

    [Fact]
    public void A_header_around_another_file_key_is_named_by_its_commitment()
    {
        var (part, payload) = Seal(Compartment.Account, Entry("account.json", 20));
        using var another = FileKey.Create(new FixedRandom("another").Fill);
        var header = Header.Create(another, Reader.Recipient, new FixedRandom("another").Fill);
        Assert.False(PartOpener.TryOpen(Reader, header, new MemoryStream(payload), new Bytes32(part.PayloadDigest), new Bytes32(part.Commitment), Stream.Null, out var why));
        Assert.Equal(OpenFailure.WrongFileKey, why);
    }

    [Theory]
    [InlineData("account", "evidence.json")]
    [InlineData("account", "account.json", "evidence.pdf")]
    [InlineData("evidence", "evidence.json", "../evidence.pdf")]
    [InlineData("evidence", "evidence.json", "evidence.tar.gz")]
    [InlineData("evidence", "evidence.json", "evidence.pdf", "evidence.jpg")]
    [InlineData("source", "source.json", "paper-2.jpg")]
    [InlineData("copy", "copy.json", "page-1.jpg")]
    [InlineData("copy", "copy.json", "page-01.png")]
    public void Names_that_are_not_the_compartments_are_not_sealed(string compartment, params string[] names) =>
        Assert.Throws<ArgumentException>(() => Seal(Named(compartment), [.. names.Select(name => Entry(name, 5))]));

    [Fact]
    public void An_entry_that_gives_other_bytes_than_it_promised_is_not_sealed() =>
        Assert.ThrowsAny<Exception>(() => Seal(Compartment.Evidence, Entry("evidence.json", 5), new PartEntry("evidence.bin", 100_000, () => new MemoryStream(new byte[10]))));

    [Fact]
    public void Content_that_is_hidden_after_the_archive_is_refused()
    {
        var plaintext = Tar(("account.json", TarEntryType.RegularFile));
        Assert.True(PartContent.TryRead(Compartment.Account, new MemoryStream(plaintext), out _));
        plaintext[^1] = 1;
        Assert.False(PartContent.TryRead(Compartment.Account, new MemoryStream(plaintext), out _));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void Anything_but_a_regular_file_is_refused(TarEntryType type) =>
        Assert.False(PartContent.TryRead(Compartment.Evidence, new MemoryStream(Tar(("evidence.json", TarEntryType.RegularFile), ("evidence.pdf", type))), out _));

    [Fact]
    public void Bytes_that_are_no_archive_are_refused_without_an_exception()
    {
        var archive = Tar(("account.json", TarEntryType.RegularFile));
        Gen.Select(Gen.Int[0, 1023], Gen.Byte).Sample((at, value) =>
        {
            var bytes = archive.ToArray();
            bytes[at] = value;
            PartContent.TryRead(Compartment.Account, new MemoryStream(bytes), out _);
        }, iter: 3_000);
        Gen.Byte.Array[Padding.Floor].Sample(bytes => Assert.False(PartContent.TryRead(Compartment.Account, new MemoryStream(bytes), out _)), iter: 20);
        Assert.False(PartContent.TryRead(Compartment.Account, new MemoryStream(new byte[Padding.Floor]), out _));
    }

    [Fact]
    public void The_archive_is_an_ordinary_one()
    {
        using var plaintext = new MemoryStream();
        PartTar.Write(Some(Compartment.Evidence), plaintext);
        Assert.Equal(PartTar.Length(Some(Compartment.Evidence)), plaintext.Length);
        plaintext.Position = 0;
        using var tar = new TarReader(plaintext);
        while (tar.GetNextEntry() is UstarTarEntry entry)
        {
            Assert.Equal((0, 0, "", ""), (entry.Uid, entry.Gid, entry.UserName, entry.GroupName));
            Assert.Equal(DateTimeOffset.UnixEpoch, entry.ModificationTime);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, entry.Mode);
        }
    }

    private static readonly Action<UstarTarEntry>[] OtherSpellings =
    [
        entry => entry.Mode |= UnixFileMode.OtherRead,
        entry => entry.ModificationTime = DateTimeOffset.UnixEpoch.AddSeconds(1),
        entry => entry.Uid = 1,
        entry => entry.Gid = 1000,
        entry => entry.UserName = "specimen",
        entry => entry.GroupName = "specimen",
    ];

    [Fact]
    public void A_file_s_header_has_one_spelling()
    {
        Assert.True(PartContent.TryRead(Compartment.Account, new MemoryStream(Tar(("account.json", TarEntryType.RegularFile))), out _));
        foreach (var change in OtherSpellings)
            Assert.False(PartContent.TryRead(Compartment.Account, new MemoryStream(Tar([("account.json", TarEntryType.RegularFile)], change)), out _));
    }

    [Fact]
    public void Reading_and_writing_again_gives_the_same_archive()
    {
        foreach (var compartment in Compartment.All)
        {
            using var plaintext = new MemoryStream();
            PartTar.Write(Some(compartment), plaintext);
            Assert.True(Padding.TryPaddedLength(compartment, plaintext.Length, out var padded));
            var tarLength = (int)plaintext.Length;
            plaintext.SetLength(padded);
            Assert.True(PartContent.TryRead(compartment, plaintext, out var content));
            using var again = new MemoryStream();
            PartTar.Write(content.Files.Select(file => new PartEntry(file.Name, content.Read(file))), again);
            Assert.Equal(plaintext.ToArray()[..tarLength], again.ToArray());
        }
    }

    private static byte[] Tar(params (string Name, TarEntryType Type)[] entries) => Tar(entries, change: null);

    private static byte[] Tar((string Name, TarEntryType Type)[] entries, Action<UstarTarEntry>? change)
    {
        using var output = new MemoryStream();
        using (var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true))
            foreach (var (name, type) in entries)
            {
                var entry = new UstarTarEntry(type, name) { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, ModificationTime = DateTimeOffset.UnixEpoch };
                change?.Invoke(entry);
                if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "elsewhere";
                if (type == TarEntryType.RegularFile) entry.DataStream = new MemoryStream("{}"u8.ToArray());
                tar.WriteEntry(entry);
            }
        var bytes = output.ToArray();
        Array.Resize(ref bytes, Padding.Floor);
        return bytes;
    }
}
