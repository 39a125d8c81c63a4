using System.Text.Json;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Storage;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Worker.Bench;

/// <summary>
/// Tells the portal that there is a bench with this signer: <c>benches/ID.json</c> in the storage folder, <c>{"bench":"ID","signer":"B64"}</c>.
/// The portal puts it into its request to the root; it proves nothing before the root has signed it.
/// </summary>
internal sealed class BenchIntroduction(IOptions<StorageOptions> storage)
{
    private OpaqueId? _introduced;

    /// <summary>Leaves the file, once per start and id.</summary>
    public void Leave(OpaqueId bench, Signer signer)
    {
        if (_introduced == bench)
            return;
        string folder = Directory.CreateDirectory(Path.Combine(storage.Value.Folder, "benches")).FullName;
        string path = Path.Combine(folder, $"{bench}.json");
        string unfinished = path + ".tmp";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteString("bench", bench.ToString());
                json.WriteString("signer", signer.ToString());
                json.WriteEndObject();
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        Durable.SyncFolder(folder);
        _introduced = bench;
    }
}
