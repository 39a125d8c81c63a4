namespace SecureIntake.Examination.Documents;

/// <summary>How alike two pictures of one scene are, whatever their sizes.</summary>
internal static class Likeness
{
    private const int Grid = 24;

    /// <summary>
    /// Correlation of brightness over a grid, −1 to 1. The preview is cut to the picture's shape first: cameras put black bars into it.
    /// </summary>
    public static double Of(RgbImage picture, RgbImage preview)
    {
        var a = Sample(picture, 0, 0, picture.Width, picture.Height);
        double shape = (double)picture.Width / picture.Height;
        var (width, height) = shape > (double)preview.Width / preview.Height
            ? (preview.Width, preview.Width / shape)
            : (preview.Height * shape, (double)preview.Height);
        var b = Sample(preview, (preview.Width - width) / 2, (preview.Height - height) / 2, width, height);
        return Correlation(a, b);
    }

    private static double[] Sample(RgbImage image, double left, double top, double width, double height)
    {
        var cells = new double[Grid * Grid];
        for (var row = 0; row < Grid; row++)
        {
            for (var column = 0; column < Grid; column++)
                cells[row * Grid + column] = Mean(image,
                    (int)(left + width * column / Grid), (int)(left + width * (column + 1) / Grid),
                    (int)(top + height * row / Grid), (int)(top + height * (row + 1) / Grid));
        }
        return cells;
    }

    private static double Mean(RgbImage image, int left, int right, int top, int bottom)
    {
        left = Math.Clamp(left, 0, image.Width - 1);
        top = Math.Clamp(top, 0, image.Height - 1);
        right = Math.Clamp(right, left + 1, image.Width);
        bottom = Math.Clamp(bottom, top + 1, image.Height);
        long sum = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
                sum += image.Luma(x, y);
        }
        return (double)sum / ((right - left) * (bottom - top));
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), both = 0, onlyA = 0, onlyB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            both += (a[i] - meanA) * (b[i] - meanB);
            onlyA += (a[i] - meanA) * (a[i] - meanA);
            onlyB += (b[i] - meanB) * (b[i] - meanB);
        }
        // Two blank pictures are alike; a blank one and another are not.
        return onlyA * onlyB > 0 ? both / Math.Sqrt(onlyA * onlyB) : onlyA + onlyB > 0 ? 0 : 1;
    }
}
