namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>
/// Whether an observed order tells the order of arrival: Kendall's rank correlation, summed over batches. Under chance alone its score is
/// normal with mean 0 and variance 1, for orders without ties (M. G. Kendall, Biometrika 30, 1938).
/// </summary>
internal sealed class KendallTest
{
    private double _agreement;
    private double _variance;

    /// <summary>Standard deviations from chance; positive where the observation tends to follow the arrival.</summary>
    public double Score => _variance == 0 ? 0 : _agreement / Math.Sqrt(_variance);

    /// <summary>Adds a batch.</summary>
    /// <param name="observed">For each submission in the order of arrival, where the observer found it. Equal places say nothing.</param>
    public void Add(IReadOnlyList<double> observed)
    {
        int n = observed.Count;
        for (int earlier = 0; earlier < n; earlier++)
            for (int later = earlier + 1; later < n; later++)
                _agreement += Math.Sign(observed[later] - observed[earlier]);
        _variance += n * (n - 1) * ((2 * n) + 5) / 18.0;
    }
}
