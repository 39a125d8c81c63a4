using SecureIntake.Journey;
using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;
using SecureIntake.Specimens;

namespace SecureIntake.Demo;

/// <summary>Sets up the installation, the people and the papers of a run.</summary>
internal static class Stage
{
    public static async Task<Story> SetAsync(DemoOptions options, CancellationToken cancel)
    {
        var layout = Layout.Find();
        var chromium = await Chromium.StartAsync();
        var installation = await Installation.StartAsync(layout, cancel);
        var office = await OpenOfficeAsync(layout, installation, chromium, cancel);
        var passport = MadeUp.Passport();
        var files = options.Files.Count > 0 ? options.Files : Draw(installation.Folder, MadeUp.Pdf(), MadeUp.PhoneJpeg(), passport);
        return new Story
        {
            Layout = layout,
            Installation = installation,
            Chromium = chromium,
            Office = office,
            Testimony = new Testimony
            {
                Name = "Specimen Kestrel",
                Birth = "May 1970",
                Place = "Tekes county, Ili",
                Narrative = "SPECIMEN. My relative was called to the village office in March 2018 and did not come back.",
                Files = files,
                SourceName = "Specimen Wagtail",
                Contact = "SPECIMEN, through the shop on the corner",
            },
            MachineReadableLines = passport.Mrz,
            DocumentWithLines = options.Files.Count > 0 ? 0 : 3,
        };
    }

    private static async Task<Office> OpenOfficeAsync(Layout layout, Installation installation, Chromium chromium, CancellationToken cancel)
    {
        try
        {
            return await Office.OpenAsync(layout, installation, chromium, cancel);
        }
        catch
        {
            // What the processes said explains it better than where the browser stood.
            foreach (string line in installation.Lines)
                Console.Error.WriteLine("  " + line);
            await chromium.DisposeAsync();
            await installation.DisposeAsync();
            throw;
        }
    }

    private static List<string> Draw(string folder, params Specimen[] specimens)
    {
        string papers = Directory.CreateDirectory(Path.Combine(folder, "papers")).FullName;
        var files = new List<string>();
        foreach (var specimen in specimens)
        {
            string file = Path.Combine(papers, specimen.FileName);
            File.WriteAllBytes(file, specimen.Bytes);
            files.Add(file);
        }

        return files;
    }
}
