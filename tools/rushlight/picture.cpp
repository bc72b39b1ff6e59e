// Half-block characters: the upper half has the foreground colour, the lower half the background.
#include "picture.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr int kGap = 2;                       // columns between pictures
constexpr float kInk = 0.35f;                 // from here on a pixel counts as ink where there are no greys
constexpr int kFirstGrey = 232, kGreys = 24;  // of the 256 colours

float pixel(const Picture& p, int row, int column) {
  return row < p.height ? p.pixels[static_cast<size_t>(row * p.width + column)] : 0.0f;
}

int grey(float value) {
  return kFirstGrey + static_cast<int>(std::lround(std::clamp(value, 0.0f, 1.0f) * (kGreys - 1)));
}

// One line of characters: rows 2 * line and 2 * line + 1.
std::string line_of(const Picture& p, int line, bool colours) {
  std::string text;
  for (int column = 0; column < p.width; ++column) {
    const float upper = pixel(p, 2 * line, column), lower = pixel(p, 2 * line + 1, column);
    if (colours) {
      text += "\x1b[38;5;" + std::to_string(grey(upper)) + ";48;5;" + std::to_string(grey(lower)) + "m\u2580";
    } else if (upper >= kInk) {
      text += lower >= kInk ? "\u2588" : "\u2580";
    } else {
      text += lower >= kInk ? "\u2584" : " ";
    }
  }
  return colours ? text + "\x1b[0m" : text;
}

std::string padded(std::string text, int width) {
  text.resize(static_cast<size_t>(std::max(width, static_cast<int>(text.size()))), ' ');
  return text;
}

void draw_row(const Picture* first, const Picture* last, bool colours, std::vector<std::string>& lines) {
  int height = 0;
  for (const Picture* p = first; p != last; ++p) height = std::max(height, (p->height + 1) / 2);
  for (int line = 0; line < height; ++line) {
    std::string& text = lines.emplace_back();
    for (const Picture* p = first; p != last; ++p)
      text += std::string(p == first ? 0 : kGap, ' ') + line_of(*p, line, colours);
  }
  std::string& captions = lines.emplace_back();
  for (const Picture* p = first; p != last; ++p) captions += padded(p->caption, p->width + kGap);
}

}  // namespace

std::vector<std::string> draw(const std::vector<Picture>& pictures, int columns, bool colours) {
  std::vector<std::string> lines;
  for (size_t next = 0; next < pictures.size();) {
    size_t end = next + 1;
    int width = pictures[next].width;
    while (end < pictures.size() && width + kGap + pictures[end].width <= columns)
      width += kGap + pictures[end++].width;
    draw_row(pictures.data() + next, pictures.data() + end, colours, lines);
    next = end;
  }
  return lines;
}
