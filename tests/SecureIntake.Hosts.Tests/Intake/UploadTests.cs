using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Intake.Uploads;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>tus 1.0.0 as its specification says it, and what is refused beyond it.</summary>
public sealed class UploadTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly SpecimenOffice _office = new();
    private Store _store = null!;
    private IntakeHost _intake = null!;

    private TusClient Client => _intake.Client;

    private string[] StagedFiles => Directory.GetFiles(Path.Combine(_store.Folder, "staging", "uploads"));

    public async ValueTask InitializeAsync()
    {
        _store = await Store.CreateAsync(Database.Sqlite, postgres);
        _intake = await IntakeHost.StartAsync(_store, _office);
    }

    public async ValueTask DisposeAsync()
    {
        await _intake.DisposeAsync();
        _store.Dispose();
        _office.Dispose();
    }

    [Fact]
    public async Task OPTIONS_tells_what_is_supported()
    {
        using var answer = await Client.SendAsync(HttpMethod.Options, "/uploads/evidence", ("Tus-Resumable", ""));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Version").Single());
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Resumable").Single());
        Assert.Equal("creation,termination", answer.Headers.GetValues("Tus-Extension").Single());
        Assert.Equal((2L * 1024 * 1024 * 1024).ToString(CultureInfo.InvariantCulture), answer.Headers.GetValues("Tus-Max-Size").Single());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1626)]
    [InlineData(1627)]
    [InlineData(1628)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task An_upload_in_pieces_arrives_as_it_was_sent(int piece)
    {
        var part = Evidence(piece < 100 ? 100 : 200_000);
        string id = await Client.BeginAsync("evidence", part.Bytes.Length);
        var sizes = piece < 100 ? [1, 1, 1, 1623, 3, part.Bytes.Length - 1629] : part.Bytes.Chunk(piece).Select(chunk => chunk.Length);
        int offset = 0;
        foreach (int size in sizes)
        {
            using var answer = await Client.AppendAsync(id, offset, part.Bytes[offset..(offset + size)]);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            offset += size;
            Assert.Equal(offset.ToString(CultureInfo.InvariantCulture), answer.Headers.GetValues("Upload-Offset").Single());
            Assert.Equal(offset, await Client.OffsetAsync(id));
        }

        Assert.Equal(part.Bytes, await File.ReadAllBytesAsync(Assert.Single(StagedFiles)));
    }

    [Fact]
    public async Task HEAD_is_never_kept_by_a_cache_and_names_length_and_offset()
    {
        string id = await Client.BeginAsync("mailbox", SpecimenPart.Seal(Compartment.Mailbox, _office.Desk.Recipient).Bytes.Length);
        using var answer = await Client.SendAsync(HttpMethod.Head, $"/uploads/{id}");
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal("0", answer.Headers.GetValues("Upload-Offset").Single());
        Assert.Equal("18043", answer.Headers.GetValues("Upload-Length").Single());
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Resumable").Single());
    }

    [Fact]
    public async Task A_client_that_cannot_PATCH_may_say_so_in_a_POST()
    {
        var part = Evidence(100);
        string id = await Client.BeginAsync("evidence", part.Bytes.Length);
        using var content = new ByteArrayContent(part.Bytes) { Headers = { { "Content-Type", "application/offset+octet-stream" } } };
        using var answer = await Client.SendAsync(HttpMethod.Post, $"/uploads/{id}", content, ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Requests_of_another_protocol_version_are_told_ours()
    {
        foreach (string version in new[] { "", "0.2.2", "1.0.1" })
        {
            using var answer = await Client.SendAsync(HttpMethod.Post, "/uploads/evidence", ("Tus-Resumable", version), ("Upload-Length", "18043"));
            await TusClient.RefusedAsync(HttpStatusCode.PreconditionFailed, "tus.version", answer);
            Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Version").Single());
        }
    }

    [Defends("T-02")]
    [Fact]
    public async Task Lengths_that_sealing_cannot_give_are_refused_before_a_byte_arrives()
    {
        foreach (long length in new long[] { 0, 1, 1627, 1627 + 16, 18_042, 18_044, 20_000, 1_000_000 })
            await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "upload.length", await Client.CreateAsync("evidence", length));
        // One padded length for all.
        await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "upload.length", await Client.CreateAsync("source", 18_043));
        await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "upload.length", await Client.CreateAsync("mailbox", 263_851));
        Assert.Empty(StagedFiles);
    }

    [Fact]
    public async Task A_part_over_the_limit_is_refused_at_creation()
    {
        await TusClient.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "upload.too-large", await Client.CreateAsync("evidence", (2L * 1024 * 1024 * 1024) + 1));
        Assert.Empty(StagedFiles);
    }

    [Fact]
    public async Task Only_what_a_source_sends_can_be_uploaded()
    {
        foreach (string compartment in new[] { "keyed", "finding", "copy", "Account", "nothing" })
            await TusClient.RefusedAsync(HttpStatusCode.NotFound, "request.not-found", await Client.CreateAsync(compartment, 18_043));
    }

    [Fact]
    public async Task Metadata_and_malformed_headers_are_refused()
    {
        await TusClient.RefusedAsync(
            HttpStatusCode.BadRequest, "tus.metadata",
            await Client.SendAsync(HttpMethod.Post, "/uploads/evidence", ("Upload-Length", "18043"), ("Upload-Metadata", "filename c3BlY2ltZW4=")));
        foreach (var headers in new[]
        {
            Array.Empty<(string, string)>(), [("Upload-Length", "-1")], [("Upload-Length", "+18043")], [("Upload-Length", "18043.0")], [("Upload-Length", "1e4")],
            [("Upload-Length", "99999999999999999999")], [("Upload-Length", "18043"), ("Upload-Defer-Length", "1")], [("Upload-Defer-Length", "1")],
        })
            await TusClient.RefusedAsync(HttpStatusCode.BadRequest, "request.malformed", await Client.SendAsync(HttpMethod.Post, "/uploads/evidence", headers));
        string id = await Client.BeginAsync("evidence", 18_043);
        using var content = new ByteArrayContent([1]) { Headers = { { "Content-Type", "application/offset+octet-stream" } } };
        await TusClient.RefusedAsync(HttpStatusCode.BadRequest, "request.malformed", await Client.SendAsync(HttpMethod.Patch, $"/uploads/{id}", content));
    }

    [Fact]
    public async Task A_foreign_media_type_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent(SpecimenSubmission.Canary), "file", "testimony.txt" } };
        await TusClient.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "media.foreign", await Client.SendAsync(HttpMethod.Post, "/uploads/evidence", form, ("Tus-Resumable", "")));
        string id = await Client.BeginAsync("evidence", 18_043);
        foreach (string type in new[] { "text/plain", "application/octet-stream", "application/pdf" })
            await TusClient.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "media.foreign", await Client.AppendAsync(id, 0, new ByteArrayContent([1]), type));
        await TusClient.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "media.foreign", await Client.CommitAsync("{}", "text/plain"));
        Assert.Equal(0, await Client.OffsetAsync(id));
    }

    [Fact]
    public async Task A_wrong_offset_is_refused_and_nothing_is_lost()
    {
        var part = Evidence(50_000);
        string id = await Client.BeginAsync("evidence", part.Bytes.Length);
        using var first = await Client.AppendAsync(id, 0, part.Bytes[..10_000]);
        foreach (long offset in new long[] { 0, 9_999, 10_001, part.Bytes.Length })
            await TusClient.RefusedAsync(HttpStatusCode.Conflict, "upload.offset", await Client.AppendAsync(id, offset, part.Bytes[10_000..20_000]));
        Assert.Equal(10_000, await Client.OffsetAsync(id));
    }

    [Fact]
    public async Task An_unknown_upload_is_refused()
    {
        foreach (string id in new[] { new string('0', 32), "x", new string('A', 32) })
        {
            await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await Client.AppendAsync(id, 0, [1]));
            using var head = await Client.SendAsync(HttpMethod.Head, $"/uploads/{id}");
            Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
        }

        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await Client.SendAsync(HttpMethod.Delete, $"/uploads/{new string('0', 32)}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_byte_too_many_is_refused_and_nothing_of_the_request_is_stored(bool announced)
    {
        var part = Evidence(50_000);
        string id = await Client.BeginAsync("evidence", part.Bytes.Length);
        using var first = await Client.AppendAsync(id, 0, part.Bytes[..10_000]);
        byte[] rest = [.. part.Bytes[10_000..], 0];
        HttpContent content = announced ? new ByteArrayContent(rest) : new StreamContent(new UnknownLength(rest));
        await TusClient.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "upload.too-large", await Client.AppendAsync(id, 10_000, content));
        Assert.Equal(10_000, await Client.OffsetAsync(id));
        Assert.Equal(10_000, new FileInfo(Assert.Single(StagedFiles)).Length);
    }

    public static TheoryData<string> Unsealed => new("text", "pdf", "armored", "two stanzas", "x25519", "scrypt", "garbled stanza", "lower version");

    [Theory, MemberData(nameof(Unsealed))]
    public async Task What_is_not_sealed_never_touches_the_disk(string what)
    {
        byte[] bytes = NotSealed(what);
        foreach (int piece in new[] { bytes.Length, 900 })
        {
            string id = await Client.BeginAsync("evidence", bytes.Length);
            HttpResponseMessage? answer = null;
            for (int offset = 0; offset < bytes.Length && answer is not { StatusCode: HttpStatusCode.UnprocessableEntity }; offset += piece)
            {
                Assert.DoesNotContain(StagedFiles, file => new FileInfo(file).Length > 0);
                answer = await Client.AppendAsync(id, offset, bytes[offset..Math.Min(bytes.Length, offset + piece)]);
            }

            await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "upload.unsealed", answer!);
            Assert.Empty(StagedFiles);
            await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await Client.AppendAsync(id, 0, [1]));
        }
    }

    [Fact]
    public async Task A_removed_upload_is_gone()
    {
        var part = Evidence(100);
        string id = await Client.UploadAsync("evidence", part.Bytes);
        using var answer = await Client.SendAsync(HttpMethod.Delete, $"/uploads/{id}");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(StagedFiles);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await Client.SendAsync(HttpMethod.Delete, $"/uploads/{id}"));
    }

    [Fact]
    public async Task A_connection_that_breaks_keeps_what_arrived()
    {
        var part = Evidence(300_000);
        string id = await Client.BeginAsync("evidence", part.Bytes.Length);
        await Assert.ThrowsAnyAsync<Exception>(() => Client.AppendAsync(id, 0, new StreamContent(new BreaksOff(part.Bytes[..200_000]))));
        long offset = 0;
        for (int i = 0; i < 100 && offset == 0; i++)
        {
            await Task.Delay(20);
            offset = await Client.OffsetAsync(id);
        }

        Assert.InRange(offset, 1627, 200_000);
        using var rest = await Client.AppendAsync(id, offset, part.Bytes[(int)offset..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(part.Bytes, await File.ReadAllBytesAsync(Assert.Single(StagedFiles)));
    }

    [Fact]
    public async Task A_full_disk_refuses_large_parts_first_and_keeps_a_reserve()
    {
        var disk = _intake.Services.GetRequiredService<DiskSpace>();
        const long Gib = 1024L * 1024 * 1024;
        long large = 1627 + 16 + Padding.Padme(70_000_000) + (16 * ((Padding.Padme(70_000_000) + 65_535) / 65_536));
        disk.Probe = () => (Gib, 10 * Gib);
        await TusClient.RefusedAsync(HttpStatusCode.InsufficientStorage, "disk.full", await Client.CreateAsync("evidence", large));
        string id = await Client.BeginAsync("evidence", 18_043);
        disk.Probe = () => (256L * 1024 * 1024, 10 * Gib);
        await TusClient.RefusedAsync(HttpStatusCode.InsufficientStorage, "disk.full", await Client.CreateAsync("evidence", 18_043));
        await TusClient.RefusedAsync(HttpStatusCode.InsufficientStorage, "disk.full", await Client.AppendAsync(id, 0, [1]));
        Assert.Equal(0, await Client.OffsetAsync(id));
    }

    [Fact]
    public async Task Uploads_that_no_submission_takes_are_forgotten_after_48_hours()
    {
        string old = await Client.UploadAsync("evidence", Evidence(100).Bytes);
        _intake.Time.Advance(TimeSpan.FromHours(47));
        string young = await Client.UploadAsync("evidence", Evidence(100).Bytes);
        Assert.Equal(18_043, await Client.OffsetAsync(old));
        _intake.Time.Advance(TimeSpan.FromHours(2));
        for (int i = 0; i < 200 && StagedFiles.Length > 1; i++) await Task.Delay(10);
        Assert.Equal(young, Path.GetFileName(Assert.Single(StagedFiles)).Split('.')[0]);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await Client.AppendAsync(old, 18_043, []));
    }

    [Fact]
    public async Task Files_tell_the_hour_and_not_the_minute()
    {
        await Client.UploadAsync("evidence", Evidence(100).Bytes);
        Assert.Equal(new DateTime(2026, 11, 24, 9, 0, 0, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Assert.Single(StagedFiles)));
    }

    [Defends("T-04")]
    [Fact]
    public async Task Nothing_of_a_request_enters_the_log_lines()
    {
        string id = await Client.UploadAsync("evidence", Evidence(100).Bytes);
        await Client.AppendAsync(id, 3, [1]);
        using var form = new StringContent(SpecimenSubmission.Canary);
        await Client.SendAsync(HttpMethod.Post, "/uploads/evidence", form);
        string[] forbidden = [id, id[..8], SpecimenSubmission.Canary, "127.0.0.1", "/uploads"];
        Assert.All(_intake.Lines.All.Where(line => !line.Contains("Now listening", StringComparison.Ordinal)), line =>
            Assert.DoesNotContain(forbidden, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private SpecimenPart Evidence(int bytes) => SpecimenPart.Seal(Compartment.Evidence, _office.Desk.Recipient, bytes);

    private byte[] NotSealed(string what)
    {
        byte[] good = Evidence(100).Bytes;
        string header = Encoding.ASCII.GetString(good, 0, StructuralCheck.HeaderLength);
        string instead = what switch
        {
            "text" => string.Concat(Enumerable.Repeat(SpecimenSubmission.Canary + "\n", 50)),
            "pdf" => "%PDF-1.7\n" + new string('x', 2000),
            "armored" => "-----BEGIN AGE ENCRYPTED FILE-----\n" + new string('A', 2000),
            "two stanzas" => header.Replace("-> mlkem768x25519", "-> X25519 AAAA\nAAAA\n-> mlkem768x25519", StringComparison.Ordinal),
            "x25519" => header.Replace("mlkem768x25519", "X25519", StringComparison.Ordinal) + new string('A', 8),
            "scrypt" => header.Replace("mlkem768x25519", "scrypt", StringComparison.Ordinal) + new string('A', 8),
            "garbled stanza" => header[..40] + "!" + header[41..],
            _ => header.Replace("org/v1", "org/v0", StringComparison.Ordinal),
        };
        Encoding.UTF8.GetBytes(instead).AsSpan(0, StructuralCheck.HeaderLength).CopyTo(good);
        return good;
    }

    /// <summary>A stream that cannot say how long it is, so the body is sent in chunks.</summary>
    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>Gives its bytes and then fails, as a connection does.</summary>
    private sealed class BreaksOff(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0) return read;
            await Task.Delay(300, cancellationToken);
            throw new IOException("the line broke");
        }
    }
}
