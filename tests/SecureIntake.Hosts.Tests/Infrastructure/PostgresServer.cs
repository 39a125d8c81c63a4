using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SecureIntake.Hosts.Tests.Infrastructure;

/// <summary>
/// A real PostgreSQL cluster for one test run: made in a fresh folder, on loopback, without durability, stopped with the run. Tests that
/// want a database ask for a fresh one by name.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "secureintake-pg-" + Path.GetRandomFileName());
    private int _port;
    private int _databases;

    private static string Binaries { get; } =
        Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin";

    public async ValueTask InitializeAsync()
    {
        _port = FreePort();
        Directory.CreateDirectory(_folder);
        await RunAsync("chown", "postgres", _folder);
        // initdb refuses to run as root; without root, the tests' own user is right.
        await AsPostgresAsync($"{Binaries}/initdb -A trust --no-sync -E UTF8 --locale=C.UTF-8 -U postgres -D {_folder}/data");
        await AsPostgresAsync(
            $"{Binaries}/pg_ctl -w -D {_folder}/data -l {_folder}/log -o '-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off' start");
    }

    /// <summary>Makes a new empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made two lines above.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Takes a database away from whoever uses it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        string name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is one that CreateDatabaseAsync made.
        command.CommandText = $"DROP DATABASE {name} WITH (FORCE)";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await AsPostgresAsync($"{Binaries}/pg_ctl -D {_folder}/data -m immediate stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Pooling=false";

    private static Task AsPostgresAsync(string command) =>
        Environment.IsPrivilegedProcess ? RunAsync("runuser", "-u", "postgres", "--", "sh", "-c", command) : RunAsync("sh", "-c", command);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        if (program == "chown" && !Environment.IsPrivilegedProcess)
            return;
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}. Is the Debian package postgresql installed?");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
