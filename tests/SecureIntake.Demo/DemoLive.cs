using System.Runtime.InteropServices;
using SecureIntake.Journey;
using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;
using SecureIntake.Specimens;

namespace SecureIntake.Demo;

/// <summary>
/// An installation to look at: made-up people who sign in with passphrase and one-time code, made-up testimonies on the desk. Loopback only,
/// a fresh folder at each start, gone with the program.
/// </summary>
internal static class DemoLive
{
    private const string Organisation = "a demonstration (everyone here is made up; never enter real testimony)";

    private static readonly Testimony[] Testimonies =
    [
        new()
        {
            Name = "Specimen Kestrel", Narrative = "SPECIMEN. My relative was called to the village office in March 2018 and did not come back.",
            SourceName = "Specimen Wagtail", Contact = "SPECIMEN. By letter, through the shop at the corner.",
        },
        new() { Name = "Specimen Dotterel", Narrative = "SPECIMEN. He was to return from a course in spring. The calls stopped." },
    ];

    public static async Task<int> PlayAsync(Ports ports)
    {
        using var stop = new CancellationTokenSource();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        string folder = Directory.CreateTempSubdirectory("secureintake-demo-").FullName;
        try
        {
            await using var installation = await Installation.StartAsync(Layout.Find(), folder, ports, Organisation, stop.Token);
            var people = await PopulateAsync(installation, stop.Token);
            Introduce(installation, people);
            await AnswerAsync(people, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped by hand.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task<IReadOnlyList<(string Role, Credentials Credentials)>> PopulateAsync(Installation installation, CancellationToken cancel)
    {
        Console.Error.WriteLine("Enrolling five made-up people and sending two made-up testimonies (about a minute) …");
        await using var chromium = await Chromium.StartAsync();
        await using var office = await Office.OpenAsync(Layout.Find(), installation, chromium, cancel, Colleague.EnrolByPassphraseAsync);
        var passport = MadeUp.Passport();
        string papers = Directory.CreateDirectory(Path.Combine(installation.Folder, "papers")).FullName;
        foreach (var specimen in new Specimen[] { MadeUp.Pdf(), MadeUp.PhoneJpeg(), passport })
            await File.WriteAllBytesAsync(Path.Combine(papers, specimen.FileName), specimen.Bytes, cancel);
        foreach (var testimony in Testimonies)
        {
            await using var source = await Source.ArriveAsync(chromium, installation.IntakeUrl);
            await source.FillInAsync(testimony with { Files = [.. Directory.EnumerateFiles(papers)] });
            await source.SealAndSendAsync();
        }

        string[] roles = ["administrator", "lead", "lead", "verifier", "auditor"];
        return [.. office.People.Zip(roles, (person, role) => (role, person.Credentials!))];
    }

    private static void Introduce(Installation installation, IReadOnlyList<(string Role, Credentials Credentials)> people)
    {
        Console.WriteLine();
        Console.WriteLine($"  Intake  {installation.IntakeUrl}");
        Console.WriteLine($"  Portal  {installation.PortalUrl}/sign-in");
        Console.WriteLine();
        Console.WriteLine("  Made-up people; choose \"Use a passphrase instead\". Separate browser profiles keep them apart.");
        foreach (var (role, credentials) in people)
            Console.WriteLine($"  {role,-14} {credentials.Pseudonym,-10} {credentials.Passphrase}");
        Console.WriteLine($"  Machine-readable lines of the specimen passport: {string.Join("  ", MadeUp.Passport().Mrz)}");
        Console.WriteLine();
        Console.WriteLine("  Check the log without the portal's word for it:");
        Console.WriteLine($"  ./ops/secureintake audit verify {installation.PortalUrl}/log/ --root {installation.RootFingerprint}");
        Console.WriteLine();
        Console.WriteLine("  Be a custodian, whom a lead asked for who a source is (the gate of a demonstration waits seconds, not a day):");
        Console.WriteLine(
            $"  ./ops/secureintake custodian approve custody-request.json --root {installation.RootFingerprint} --key {Path.Combine(installation.Keys, "custodian-1.key")} --out answer-1.age");
        Console.WriteLine();
        Console.WriteLine("  Press Enter for everyone's one-time code of the moment, Ctrl-C to end and erase everything.");
    }

    private static async Task AnswerAsync(IReadOnlyList<(string Role, Credentials Credentials)> people, CancellationToken cancel)
    {
        do
        {
            foreach (var (_, credentials) in people)
                Console.WriteLine($"  {credentials.Pseudonym,-10} {credentials.CodeAt(TimeProvider.System.GetUtcNow())}");
        }
        while (await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancel) is not null);

        // Nobody is at the keyboard: stay until the signal.
        await Task.Delay(Timeout.Infinite, cancel);
    }
}
