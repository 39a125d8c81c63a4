namespace SecureIntake.Examination.Documents;

/// <summary>Sizes that tell a picture sent on by a messenger, or a picture of a screen, from a camera's.</summary>
internal static class ForwardedSize
{
    // The long side to which the common messengers scale.
    private const int MessengerSide = 1600;

    // Screens of phones and desktops in wide use, short side first.
    private static readonly (int Short, int Long)[] Screens =
    [
        (640, 1136), (720, 1280), (720, 1520), (720, 1560), (720, 1600), (750, 1334), (768, 1366), (828, 1792), (900, 1440), (900, 1600), (1080, 1920),
        (1080, 2160), (1080, 2280), (1080, 2340), (1080, 2400), (1125, 2436), (1170, 2532), (1179, 2556), (1200, 1920), (1242, 2208), (1242, 2688),
        (1284, 2778), (1290, 2796), (1440, 2560), (1440, 2960), (1440, 3040), (1440, 3200), (1536, 2048), (2160, 3840),
    ];

    public static bool Matches(int width, int height) =>
        Math.Max(width, height) == MessengerSide || Array.IndexOf(Screens, (Math.Min(width, height), Math.Max(width, height))) >= 0;
}
