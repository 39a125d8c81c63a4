using CsCheck;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

public class TileNameTests
{
    [Theory]
    [InlineData("tile/0/x001/x234/067", 0, 1_234_067, 256)]
    [InlineData("tile/1/000", 1, 0, 256)]
    [InlineData("tile/0/273.p/112", 0, 273, 112)]
    [InlineData("tile/entries/x001/000.p/1", -1, 1000, 1)]
    public void Paths_are_those_of_the_specification(string path, int level, long index, int width)
    {
        Assert.True(TileName.TryParse(path, out var tile));
        Assert.Equal((level, index, width), (tile.Level, tile.Index, tile.Width));
        Assert.Equal(path, tile.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("checkpoint")]
    [InlineData("tile/0")]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/00/001")]
    [InlineData("tile/-1/001")]
    [InlineData("tile/8/001")]
    [InlineData("tile/0/001/")]
    [InlineData("/tile/0/001")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001.p/07")]
    [InlineData("tile/0/001.p/7/8")]
    [InlineData("tile/0/../001")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("Tile/0/001")]
    [InlineData("tile/entries/٠٠١")]
    public void Second_spellings_are_refused(string path) => Assert.False(TileName.TryParse(path, out _));

    [Fact]
    public void Writing_and_reading_agree() =>
        Gen.Select(Gen.Int[-1, 7], Gen.Long[0, long.MaxValue >> 16], Gen.Int[1, 256]).Sample((level, index, width) =>
        {
            var tile = level < 0 ? TileName.Entries(index, width) : TileName.Hashes(level, index, width);
            return TileName.TryParse(tile.ToString(), out var read) && read == tile;
        });

    [Fact]
    public void Whatever_is_read_is_written_the_same() =>
        Gen.String[Gen.Char["tile/0127entriesx.p"], 0, 24].Sample(text => !TileName.TryParse("tile/" + text, out var tile) || tile.ToString() == "tile/" + text);
}
