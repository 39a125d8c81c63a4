using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;

namespace SecureIntake.Journey;

/// <summary>One tip on its way: the installation, the people, the testimony, and what was measured.</summary>
public sealed class Story : IAsyncDisposable
{
    private readonly List<Figure> _figures = [];

    public required Layout Layout { get; init; }

    public required Installation Installation { get; init; }

    public required Chromium Chromium { get; init; }

    public required Office Office { get; init; }

    public required Testimony Testimony { get; init; }

    /// <summary>The machine-readable lines of the document image, which the lead types.</summary>
    public required IReadOnlyList<string> MachineReadableLines { get; init; }

    /// <summary>Whether a paper carries those lines, so that the lead types them.</summary>
    public required bool TypesLines { get; init; }

    public Source? Source { get; set; }

    public Sending? Sending { get; set; }

    public IReadOnlyList<Figure> Figures => _figures;

    public void Measure(string name, double value) => _figures.Add(new Figure(name, value));

    public async ValueTask DisposeAsync()
    {
        if (Source is not null)
            await Source.DisposeAsync();
        await Office.DisposeAsync();
        await Chromium.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
