using System.Threading.Channels;

namespace SecureIntake.Intake.Submissions;

/// <summary>Tells the batch service of a trial (<c>BatchHours</c> 0) that a submission waits.</summary>
internal sealed class BatchBell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rings.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancel) => await _rings.Reader.ReadAsync(cancel);
}
