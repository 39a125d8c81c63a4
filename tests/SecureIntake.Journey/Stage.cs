using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;
using SecureIntake.Specimens;

namespace SecureIntake.Journey;

/// <summary>The words of a testimony that a search can look for afterwards.</summary>
public sealed record Wording(string Name, string Narrative, string SourceName, string Contact)
{
    /// <summary>Words to be read.</summary>
    public static Wording Plain { get; } = new(
        "Specimen Kestrel",
        "SPECIMEN. My relative was called to the village office in March 2018 and did not come back.",
        "Example Wagtail",
        "Example: through the shop on the corner");
}

/// <summary>Sets up the installation, the people and the papers of a story.</summary>
public static class Stage
{
    /// <summary>Everything before the first stop. Without files, specimens are drawn: a PDF, a phone's JPEG, a passport.</summary>
    public static async Task<Story> SetAsync(Wording wording, IReadOnlyList<string> files, CancellationToken cancel)
    {
        var layout = Layout.Find();
        var chromium = await Chromium.StartAsync();
        var installation = await Installation.StartAsync(layout, cancel);
        var office = await OpenOfficeAsync(layout, installation, chromium, cancel);
        var passport = MadeUp.Passport();
        return new Story
        {
            Layout = layout,
            Installation = installation,
            Chromium = chromium,
            Office = office,
            Testimony = new Testimony
            {
                Name = wording.Name,
                Birth = "May 1970",
                Place = "Tekes county, Ili",
                Narrative = wording.Narrative,
                Files = files.Count > 0 ? files : Draw(MadeUp.Pdf(), MadeUp.PhoneJpeg(), passport),
                SourceName = wording.SourceName,
                Contact = wording.Contact,
            },
            MachineReadableLines = passport.Mrz,
            TypesLines = files.Count == 0,
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

    // On the source's own device: not in the installation's folder.
    private static List<string> Draw(params Specimen[] specimens)
    {
        string papers = Directory.CreateTempSubdirectory("papers-").FullName;
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
