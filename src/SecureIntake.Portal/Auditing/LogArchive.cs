using System.Formats.Tar;
using System.Text;
using SecureIntake.Portal.Log;

namespace SecureIntake.Portal.Auditing;

/// <summary>The whole log as it is now, in one file that unpacks to a folder which <c>audit verify</c> takes.</summary>
internal static class LogArchive
{
    public static IResult Write(HttpContext context, Sequencer log, LogOfOrganisation organisation, TimeProvider time, CancellationToken cancel)
    {
        var tree = log.Tree;
        string folder = $"access-log-{tree.Size}";
        var now = time.GetUtcNow();
        context.Response.Headers.ContentDisposition = $"attachment; filename={folder}.tar";
        return TypedResults.Stream(async output =>
        {
            await using var archive = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
            foreach (var (path, bytes) in tree.Files())
                await AddAsync($"{folder}/log/{path}", bytes);
            await AddAsync($"{folder}/log.vkey", Encoding.ASCII.GetBytes($"{organisation.Key}\n"));

            async Task AddAsync(string name, ReadOnlyMemory<byte> bytes)
            {
                using var content = new MemoryStream(bytes.ToArray(), writable: false);
                await archive.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = now }, cancel);
            }
        }, "application/x-tar");
    }
}
