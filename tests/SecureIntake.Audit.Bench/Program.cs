using SecureIntake.Audit.Bench;

return args switch
{
    ["append", var folder, var seed] => KillTarget.Run(folder, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),
    ["verify", var folder, var mode] => await Verifying.RunAsync(folder, mode),
    _ => await Measurement.RunAsync(args),
};
