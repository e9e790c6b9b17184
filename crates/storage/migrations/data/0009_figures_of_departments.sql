-- 0009 expand: the figures of a department, and of one person in it, are found without those of others.
CREATE INDEX figure_department ON figure (organisation, department, quarter, staff);
