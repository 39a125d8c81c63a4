using SecureIntake.Demo;

return args switch
{
    ["run", .. var rest] => await DemoRun.PlayAsync(rest),
    ["live", var intake, var portal] when int.TryParse(intake, out int intakePort) && int.TryParse(portal, out int portalPort) =>
        await DemoLive.PlayAsync(new SecureIntake.Journey.Machinery.Ports(intakePort, portalPort)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: demo run [FILE…] [--keep FOLDER] | demo live INTAKE_PORT PORTAL_PORT");
    return 2;
}
